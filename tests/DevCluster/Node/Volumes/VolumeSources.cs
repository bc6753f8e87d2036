using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Node.Processes;
using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster.Node.Volumes;

/// <summary>Reads the files of secret, configMap, downwardAPI and projected volumes.</summary>
internal sealed class VolumeSources(ClusterContext cluster, JsonObject pod)
{
    private readonly ConfigSources _config = new(cluster, pod.Namespace());

    /// <summary>The files, or null for a volume that has no source of files.</summary>
    /// <exception cref="VolumeException">Something it names is missing.</exception>
    public IReadOnlyList<VolumeFile>? Read(JsonObject volume)
    {
        try
        {
            if (volume.At("secret") is JsonObject secret)
                return Secret(secret, secret.Text("secretName") ?? "", Mode(secret));
            if (volume.At("configMap") is JsonObject map)
                return ConfigMap(map, Mode(map));
            if (volume.At("downwardAPI") is JsonObject downward)
                return DownwardApi(downward, Mode(downward));
            return volume.At("projected") is JsonObject projected
                ? [.. projected.Objects("sources").SelectMany(s => Projected(s, Mode(projected)))]
                : null;
        }
        catch (Exception e) when (e is ContainerConfigException or ApiException)
        {
            throw new VolumeException(e.Message);
        }
    }

    private IReadOnlyList<VolumeFile> Projected(JsonObject source, int mode)
    {
        if (source.At("serviceAccountToken") is JsonObject token)
            return [Token(token, mode)];
        if (source.At("secret") is JsonObject secret)
            return Secret(secret, secret.Text("name") ?? "", mode);
        if (source.At("configMap") is JsonObject map)
            return ConfigMap(map, mode);
        return source.At("downwardAPI") is JsonObject downward
            ? DownwardApi(downward, mode)
            : throw new VolumeException($"projected source \"{source.FirstOrDefault().Key}\" is not supported by this node");
    }

    private IReadOnlyList<VolumeFile> Secret(JsonObject source, string name, int mode) =>
        Chosen(source, _config.Secret(name, source.Flag("optional")), mode, $"{pod.Namespace()}/{name}", "secret");

    private IReadOnlyList<VolumeFile> ConfigMap(JsonObject source, int mode)
    {
        var name = source.Text("name") ?? "";
        return Chosen(source, _config.ConfigMap(name, source.Flag("optional")), mode, $"{pod.Namespace()}/{name}", "configmap");
    }

    private static List<VolumeFile> Chosen(
        JsonObject source, IReadOnlyDictionary<string, byte[]>? entries, int mode, string owner, string kind)
    {
        if (entries is null)
            return [];
        if (source.At("items") is null)
            return [.. entries.Select(e => new VolumeFile(e.Key, e.Value, mode))];
        var files = new List<VolumeFile>();
        foreach (var item in source.Objects("items"))
        {
            if (entries.TryGetValue(item.Text("key") ?? "", out var content))
                files.Add(new VolumeFile(item.Text("path") ?? "", content, (int)(item.Number("mode") ?? mode)));
            else if (!source.Flag("optional"))
                throw new VolumeException($"references non-existent {kind} key: {item.Text("key")} ({owner})");
        }
        return files;
    }

    private List<VolumeFile> DownwardApi(JsonObject source, int mode) =>
    [
        .. source.Objects("items").Select(item => new VolumeFile(
            item.Text("path") ?? "",
            Encoding.UTF8.GetBytes(item.At("resourceFieldRef") is JsonObject resource
                ? PodFields.Resource(pod, resource, "")
                : PodFields.Field(pod, item.Text("fieldRef", "fieldPath") ?? "")),
            (int)(item.Number("mode") ?? mode))),
    ];

    private VolumeFile Token(JsonObject source, int mode)
    {
        var account = pod.Text("spec", "serviceAccountName") ?? "default";
        var spec = new JsonObject
        {
            ["audiences"] = source.Text("audience") is { } audience ? new JsonArray(audience) : new JsonArray(),
            ["expirationSeconds"] = source.Number("expirationSeconds") ?? 3600,
            ["boundObjectRef"] = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Pod",
                ["name"] = pod.Name(),
                ["uid"] = pod.Uid(),
            },
        };
        var request = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["metadata"] = new JsonObject(),
            ["spec"] = spec,
        };
        var handler = SecurityRoom.CreateHandlers(cluster).GetValueOrDefault("/serviceaccounts/token")
            ?? throw new VolumeException("this cluster does not serve token requests");
        var answer = handler.Create(
            cluster.Api.Resource("serviceaccounts"), UserInfo.System, pod.Namespace(), account, request);
        return new VolumeFile(source.Text("path") ?? "token", Encoding.UTF8.GetBytes(answer.Text("status", "token") ?? ""), mode);
    }

    private static int Mode(JsonObject source) => (int)(source.Number("defaultMode") ?? 0b110_100_100);
}
