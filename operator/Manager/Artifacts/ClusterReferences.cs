using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>Reads ConfigMaps and Secrets of the operator's own namespace, afresh each time.</summary>
[Rbac("", "configmaps,secrets", "get", Role = Names.OwnRole, Reason = "segments refer to keys, certificates and credentials in the operator's own namespace")]
internal sealed class ClusterReferences(IKubernetesClient client, string ns) : IReferences
{
    public async Task<Referenced> ReadAsync(ReferenceKind kind, KeyReference reference, CancellationToken cancellationToken)
    {
        var content = kind == ReferenceKind.ConfigMap
            ? Of(await client.FindAsync<ConfigMap>(reference.Name, ns, cancellationToken), reference.Key)
            : Decode((await client.FindAsync<Secret>(reference.Name, ns, cancellationToken))?.Data?.GetValueOrDefault(reference.Key));
        return content is not null ? new(content, null) : new(null, $"{kind} {ns}/{reference.Name} has no entry {reference.Key}");
    }

    private static byte[]? Of(ConfigMap? map, string key) =>
        map?.Data?.GetValueOrDefault(key) is { } text ? Encoding.UTF8.GetBytes(text) : Decode(map?.BinaryData?.GetValueOrDefault(key));

    private static byte[]? Decode(string? base64) => base64 is null ? null : Convert.FromBase64String(base64);
}
