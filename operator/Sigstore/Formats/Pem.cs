using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>PEM from outside.</summary>
internal static class Pem
{
    private const int Longest = 256 * 1024;
    private const int MostBlocks = 32;

    /// <summary>Every CERTIFICATE block; anything else between the blocks is malformed.</summary>
    public static IReadOnlyList<byte[]> Certificates(string text, string field) =>
        [.. Blocks(text, field).Select(block => block.Label == "CERTIFICATE"
            ? block.Der : throw new MalformedException($"{field} has a PEM block that is not a CERTIFICATE"))];

    /// <summary>The one block that a text consists of.</summary>
    public static (string Label, byte[] Der) Single(string text, string field) =>
        Blocks(text, field) is [var block] ? block : throw new MalformedException($"{field} is not exactly one PEM block");

    private static List<(string Label, byte[] Der)> Blocks(string text, string field)
    {
        if (text.Length > Longest) throw new MalformedException($"{field} has more than {Longest} characters");
        var blocks = new List<(string, byte[])>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var found))
        {
            if (!rest[..found.Location.Start.Value].IsWhiteSpace()) throw new MalformedException($"{field} has text beside its PEM blocks");
            if (blocks.Count == MostBlocks) throw new MalformedException($"{field} has more than {MostBlocks} PEM blocks");
            blocks.Add((rest[found.Label].ToString(), Convert.FromBase64String(rest[found.Base64Data].ToString())));
            rest = rest[found.Location.End.Value..];
        }

        return rest.IsWhiteSpace() ? blocks : throw new MalformedException($"{field} is not PEM");
    }
}
