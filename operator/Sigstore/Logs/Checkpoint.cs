using System.Globalization;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>A log's signed statement of its size and root: C2SP's tlog-checkpoint in a signed note.</summary>
/// <param name="Origin">The log's name, the first line.</param>
/// <param name="Size">The tree's size.</param>
/// <param name="RootHash">The tree's root.</param>
/// <param name="Signed">What the signatures are over: the note's text with its last newline.</param>
/// <param name="Signatures">The signature lines.</param>
internal sealed record Checkpoint(string Origin, long Size, byte[] RootHash, byte[] Signed, IReadOnlyList<NoteSignature> Signatures)
{
    public const int HintLength = 4;
    private const int Longest = 64 * 1024;
    private const int MostSignatures = 64;
    private const int RootLength = 32;
    private const string Dash = "— ";

    /// <summary>Whether one of the lines is this log's signature.</summary>
    /// <param name="log">The log.</param>
    /// <param name="named">Whether the line and the origin must bear the log's host name.</param>
    public bool IsSignedBy(TrustedLog log, bool named)
    {
        if (named && !log.IsNamed(Origin)) return false;
        foreach (var line in Signatures)
        {
            if (!line.Hint.SequenceEqual(log.CheckpointId.AsSpan(0, HintLength))) continue;
            // A Rekor v1 log's origin is its name, and the id of its tree behind that.
            var theirs = named ? line.Name == Origin : Origin == line.Name || Origin.StartsWith(line.Name + " - ", StringComparison.Ordinal);
            if (theirs && log.Key.Verify(Signed, line.Signature, log.Key.Schemes[0])) return true;
        }

        return false;
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="MalformedException">It is none.</exception>
    public static Checkpoint Read(string envelope)
    {
        if (envelope.Length > Longest) throw new MalformedException($"the checkpoint has more than {Longest} characters");
        if (envelope.AsSpan().ContainsAnyInRange('\0', '\t') || envelope.AsSpan().ContainsAnyInRange('\v', '\x1f'))
            throw new MalformedException("the checkpoint has control characters");
        var split = envelope.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !envelope.EndsWith('\n')) throw new MalformedException("the checkpoint is not a signed note");
        var text = envelope[..(split + 1)];
        var lines = text.Split('\n');
        if (lines.Length < 4) throw new MalformedException("the checkpoint does not have an origin, a size and a root");
        var (origin, size) = (lines[0], lines[1]);
        if (origin.Length == 0) throw new MalformedException("the checkpoint has no origin");
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (size.Length > 1 && size[0] == '0'))
            throw new MalformedException("the checkpoint's second line is not a size");
        var root = Base64.Decode(lines[2], "the checkpoint's third line");
        if (root.Length != RootLength) throw new MalformedException($"the checkpoint's root has {root.Length} bytes and not {RootLength}");
        return new Checkpoint(origin, number, root, Encoding.UTF8.GetBytes(text), ReadSignatures(envelope[(split + 2)..]));
    }

    private static List<NoteSignature> ReadSignatures(string text)
    {
        var signatures = new List<NoteSignature>();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (signatures.Count == MostSignatures) throw new MalformedException($"the checkpoint has more than {MostSignatures} signatures");
            var end = rest.IndexOf('\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            var blank = line.LastIndexOf(' ');
            if (!line.StartsWith(Dash, StringComparison.Ordinal) || blank <= Dash.Length)
                throw new MalformedException("the checkpoint has a line behind its text that is no signature");
            var name = line[Dash.Length..blank].ToString();
            var bytes = Base64.Decode(line[(blank + 1)..].ToString(), "the checkpoint's signature");
            if (bytes.Length <= HintLength) throw new MalformedException("the checkpoint has a signature of less than five bytes");
            signatures.Add(new NoteSignature(name, bytes));
        }

        return signatures.Count > 0 ? signatures : throw new MalformedException("the checkpoint has no signature");
    }
}

/// <summary>A signature line of a note: who signed, four bytes that hint at the key, and the signature.</summary>
internal sealed record NoteSignature(string Name, byte[] Bytes)
{
    public ReadOnlySpan<byte> Hint => Bytes.AsSpan(0, Checkpoint.HintLength);

    public ReadOnlySpan<byte> Signature => Bytes.AsSpan(Checkpoint.HintLength);
}
