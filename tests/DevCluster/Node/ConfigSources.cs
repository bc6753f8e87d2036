using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node.Processes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Reads Secrets and ConfigMaps of a pod's namespace for its environment and volumes.</summary>
internal sealed class ConfigSources(ClusterContext cluster, string ns)
{
    /// <summary>All entries of a Secret, or null when it is missing and optional.</summary>
    /// <exception cref="ContainerConfigException">It is missing.</exception>
    public IReadOnlyDictionary<string, byte[]>? Secret(string name, bool optional)
    {
        var secret = cluster.Api.Get(cluster.Api.Resource("secrets"), ns, name);
        return secret is null ? Missing("secret", name, optional) : Entries(secret, "data", Convert.FromBase64String);
    }

    /// <summary>All entries of a ConfigMap, or null when it is missing and optional.</summary>
    /// <exception cref="ContainerConfigException">It is missing.</exception>
    public IReadOnlyDictionary<string, byte[]>? ConfigMap(string name, bool optional)
    {
        var map = cluster.Api.Get(cluster.Api.Resource("configmaps"), ns, name);
        if (map is null)
            return Missing("configmap", name, optional);
        var entries = Entries(map, "data", Encoding.UTF8.GetBytes);
        foreach (var (key, value) in Entries(map, "binaryData", Convert.FromBase64String))
            entries[key] = value;
        return entries;
    }

    /// <summary>One entry for an environment variable, or null when it is missing and optional.</summary>
    public string? SecretKey(JsonObject reference) =>
        Key(reference, Secret(reference.Text("name") ?? "", reference.Flag("optional")), "Secret");

    /// <summary>One entry for an environment variable, or null when it is missing and optional.</summary>
    public string? ConfigMapKey(JsonObject reference) =>
        Key(reference, ConfigMap(reference.Text("name") ?? "", reference.Flag("optional")), "ConfigMap");

    private string? Key(JsonObject reference, IReadOnlyDictionary<string, byte[]>? entries, string kind)
    {
        var key = reference.Text("key") ?? "";
        if (entries is not null && entries.TryGetValue(key, out var value))
            return Encoding.UTF8.GetString(value);
        return entries is null || reference.Flag("optional")
            ? null
            : throw new ContainerConfigException($"couldn't find key {key} in {kind} {ns}/{reference.Text("name")}");
    }

    private static Dictionary<string, byte[]>? Missing(string kind, string name, bool optional) =>
        optional ? null : throw new ContainerConfigException($"{kind} \"{name}\" not found");

    private static Dictionary<string, byte[]> Entries(JsonObject value, string field, Func<string, byte[]> decode) =>
        (value.At(field) as JsonObject ?? []).ToDictionary(e => e.Key, e => decode(e.Value.Text() ?? ""));
}
