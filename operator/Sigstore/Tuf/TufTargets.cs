using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>Targets metadata: what it lists itself, and whom it hands the rest to.</summary>
internal sealed record TufTargets(TufFile File, IReadOnlyDictionary<string, TufMeta> Targets, IReadOnlyList<TufDelegation> Delegations)
{
    public static TufTargets Read(ReadOnlyMemory<byte> content, string name)
    {
        var (file, (targets, delegations)) = TufFile.Read(content, "targets", name, signed => (Listed(signed), TufDelegation.ReadAll(signed)));
        return new TufTargets(file, targets, delegations);
    }

    private static Dictionary<string, TufMeta> Listed(JsonElement signed) =>
        signed.GetProperty("targets").EnumerateObject().ToDictionary(t => t.Name, t => TufMeta.Read(t.Value), StringComparer.Ordinal);
}
