using System.Globalization;
using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>A metadata file, read and not yet verified.</summary>
/// <param name="Content">The file's bytes.</param>
/// <param name="Signed">The canonical form of what is signed.</param>
/// <param name="Signatures">Key id and signature; each id once.</param>
/// <param name="Version">The metadata's version, at least 1.</param>
/// <param name="Expires">The moment from which it must not be used.</param>
internal sealed record TufFile(
    ReadOnlyMemory<byte> Content, byte[] Signed, IReadOnlyList<KeyValuePair<string, byte[]>> Signatures, long Version, DateTimeOffset Expires)
{
    private const int MostSignatures = 64;

    /// <summary>Reads a file of a type, and what <paramref name="body"/> takes from its signed part.</summary>
    public static (TufFile File, T Body) Read<T>(ReadOnlyMemory<byte> content, string type, string name, Func<JsonElement, T> body) => TufJson.Read(content, name, root =>
    {
        var signed = root.GetProperty("signed");
        if (signed.GetProperty("_type").GetString() != type) throw new FormatException($"its _type is not {type}");
        var specification = signed.GetProperty("spec_version").GetString() ?? "";
        if (specification != "1" && !specification.StartsWith("1.", StringComparison.Ordinal)) throw new FormatException("its spec_version is not 1");
        var version = signed.GetProperty("version").GetInt64();
        if (version < 1) throw new FormatException("its version is below 1");
        var expires = DateTimeOffset.Parse(signed.GetProperty("expires").GetString() ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return (new TufFile(content, TufJson.Canonical(signed), ReadSignatures(root), version, expires), body(signed));
    });

    public void DemandUnexpired(string name, DateTimeOffset now)
    {
        if (Expires <= now)
            throw new TufException(TufProblem.Expired, $"the TUF metadata {name} expired at {Expires.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
    }

    private static List<KeyValuePair<string, byte[]>> ReadSignatures(JsonElement root)
    {
        var signatures = new List<KeyValuePair<string, byte[]>>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var signature in root.GetProperty("signatures").EnumerateArray())
        {
            if (signatures.Count >= MostSignatures) throw new FormatException($"it has more than {MostSignatures} signatures");
            var id = signature.GetProperty("keyid").GetString()!;
            if (!ids.Add(id)) throw new FormatException("it has two signatures of one key");
            signatures.Add(new(id, Convert.FromHexString(signature.GetProperty("sig").GetString()!)));
        }

        return signatures;
    }
}
