using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Remembers a digest of what it applied last, by object: only an equal apply can be left out, because a field that is no longer
/// stated must be given up. Status has one writer, so there the comparison of the whole is enough and nothing is remembered.
/// </summary>
internal sealed class Applier(IKubernetesClient client) : IApplier
{
    private readonly ConcurrentDictionary<string, Applied> _last = new(StringComparer.Ordinal);

    public async Task<T> ApplyAsync<T>(T desired, T? current, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(desired, T.ResourceType.Json);
        var isStatus = options.Subresource == "status";
        var slot = $"{T.ResourceType.GroupResource}/{ObjectKey.Of(desired)}/{options.Subresource}/{options.FieldManager}";
        var digest = Convert.ToHexString(SHA256.HashData(bytes));
        if (current is not null && IsIdle(current, bytes, isStatus, slot, digest))
            return current;
        var applied = await client.ApplyAsync(desired, options, cancellationToken);
        if (!isStatus && !options.DryRun)
            _last[slot] = new(digest, applied.Metadata.Uid, applied.Metadata.ResourceVersion);
        return applied;
    }

    private bool IsIdle<T>(T current, byte[] desired, bool isStatus, string slot, string digest)
        where T : class, IKubernetesObject<T>
    {
        if (isStatus)
        {
            var now = JsonSerializer.SerializeToNode(current, T.ResourceType.Json)?["status"];
            return JsonNode.DeepEquals(now, JsonNode.Parse(desired)?["status"]);
        }

        if (!_last.TryGetValue(slot, out var last) || last.Digest != digest || last.Uid != current.Metadata.Uid)
            return false;
        return last.Version == current.Metadata.ResourceVersion
            || JsonCover.Covers(JsonSerializer.SerializeToNode(current, T.ResourceType.Json), JsonNode.Parse(desired));
    }

    private sealed record Applied(string Digest, string? Uid, string? Version);
}
