using System.Security.Cryptography;
using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>What metadata says of a file below it: its version, and optionally its length and digests.</summary>
internal sealed record TufMeta(long Version, long? Length, IReadOnlyDictionary<string, string> Hashes)
{
    public static TufMeta Read(JsonElement element) => new(
        element.TryGetProperty("version", out var version) ? version.GetInt64() : 0,
        element.TryGetProperty("length", out var length) ? length.GetInt64() : null,
        element.TryGetProperty("hashes", out var hashes)
            ? hashes.EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Throws unless the bytes have the length and every digest of an algorithm that is known.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="digestNeeded">Whether a digest must be there: a target has nothing else that names its content.</param>
    public void Demand(ReadOnlySpan<byte> content, string name, bool digestNeeded)
    {
        if (Length is { } length && content.Length != length)
            throw new TufException(TufProblem.Mismatch, $"the TUF file {name} has {content.Length} bytes and should have {length}");
        var known = 0;
        foreach (var (algorithm, hex) in Hashes)
        {
            var hash = algorithm switch { "sha256" => SHA256.HashData(content), "sha512" => SHA512.HashData(content), _ => null };
            if (hash is null) continue;
            known++;
            if (!string.Equals(Convert.ToHexStringLower(hash), hex, StringComparison.OrdinalIgnoreCase))
                throw new TufException(TufProblem.Mismatch, $"the TUF file {name} has another {algorithm} digest than its metadata says");
        }

        if (digestNeeded && known == 0) throw new TufException(TufProblem.Malformed, $"the TUF metadata names no sha256 or sha512 digest of {name}");
    }
}
