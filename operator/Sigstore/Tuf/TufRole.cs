using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>A role: the keys that may sign for it, by their ids, and how many of them must.</summary>
internal sealed record TufRole(int Threshold, IReadOnlyDictionary<string, TufKey> Keys)
{
    /// <summary>Whether the keys are the same; the threshold does not matter here.</summary>
    public bool HasSameKeys(TufRole other) =>
        Keys.Values.Select(k => k.Identity).ToHashSet(StringComparer.Ordinal).SetEquals(other.Keys.Values.Select(k => k.Identity));

    /// <summary>Throws unless enough different keys signed. One key under two ids is one key.</summary>
    public void Demand(TufFile file, string name)
    {
        var signers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, signature) in file.Signatures)
        {
            if (Keys.TryGetValue(id, out var key) && !signers.Contains(key.Identity) && key.Verifies(file.Signed, signature)) signers.Add(key.Identity);
        }

        if (signers.Count < Threshold)
            throw new TufException(TufProblem.Unsigned, $"the TUF metadata {name} is signed by {signers.Count} of the keys that may sign it, {Threshold} must");
    }

    public static TufRole Read(JsonElement role, IReadOnlyDictionary<string, TufKey> keys)
    {
        var threshold = role.GetProperty("threshold").GetInt32();
        if (threshold < 1) throw new FormatException("a role's threshold is below 1");
        var own = new Dictionary<string, TufKey>(StringComparer.Ordinal);
        foreach (var id in role.GetProperty("keyids").EnumerateArray().Select(id => id.GetString()!))
        {
            if (!keys.TryGetValue(id, out var key)) throw new FormatException("a role names a key that is not there");
            if (!own.TryAdd(id, key)) throw new FormatException("a role names a key twice");
        }

        return new TufRole(threshold, own);
    }
}
