using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Builds a container's environment: the cluster's address, <c>envFrom</c>, then <c>env</c> in order.</summary>
internal static class ContainerEnvironment
{
    /// <exception cref="Processes.ContainerConfigException">Something it names is missing.</exception>
    public static Dictionary<string, string> Build(JsonObject pod, JsonObject container, ConfigSources sources, Uri api)
    {
        var values = new Dictionary<string, string>
        {
            ["PATH"] = ContainerDefaults.SearchPath,
            ["HOME"] = "/",
            ["HOSTNAME"] = Hostname(pod),
            ["KUBERNETES_SERVICE_HOST"] = api.Host,
            ["KUBERNETES_SERVICE_PORT"] = $"{api.Port}",
            ["KUBERNETES_SERVICE_PORT_HTTPS"] = $"{api.Port}",
        };
        foreach (var source in container.Objects("envFrom"))
        {
            foreach (var (name, value) in From(source, sources))
                values[source.Text("prefix") + name] = value;
        }
        foreach (var variable in container.Objects("env"))
        {
            var value = variable.At("valueFrom") is JsonObject from
                ? ValueFrom(pod, container, from, sources)
                : Expansion.Expand(variable.Text("value") ?? "", values);
            if (value is not null)
                values[variable.Text("name") ?? ""] = value;
        }
        return values;
    }

    public static string Hostname(JsonObject pod)
    {
        var name = pod.Text("spec", "hostname") ?? pod.Name();
        return name.Length <= 63 ? name : name[..63].TrimEnd('-', '.');
    }

    private static IEnumerable<KeyValuePair<string, string>> From(JsonObject source, ConfigSources sources)
    {
        var secret = source.At("secretRef");
        var reference = secret ?? source.At("configMapRef");
        var (name, optional) = (reference.Text("name") ?? "", reference.Flag("optional"));
        var entries = secret is null ? sources.ConfigMap(name, optional) : sources.Secret(name, optional);
        return (entries ?? new Dictionary<string, byte[]>())
            .Select(e => KeyValuePair.Create(e.Key, Encoding.UTF8.GetString(e.Value)));
    }

    private static string? ValueFrom(JsonObject pod, JsonObject container, JsonObject from, ConfigSources sources)
    {
        if (from.At("secretKeyRef") is JsonObject secret)
            return sources.SecretKey(secret);
        if (from.At("configMapKeyRef") is JsonObject map)
            return sources.ConfigMapKey(map);
        return from.At("resourceFieldRef") is JsonObject resource
            ? PodFields.Resource(pod, resource, container.Text("name") ?? "")
            : PodFields.Field(pod, from.Text("fieldRef", "fieldPath") ?? "");
    }
}
