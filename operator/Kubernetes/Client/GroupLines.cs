using System.Text;

namespace SegmentOperator.Kubernetes;

/// <summary>
/// Writes several values of one header as lines of their own, in HTTP/1.1. <see cref="HttpClient"/> puts them into one line, with commas
/// between, and an API server takes that for one group of a strange name.
/// </summary>
internal sealed class GroupLines : Encoding
{
    public const string Header = "Impersonate-Group";
    private const char Separator = '\u001f';
    private static readonly byte[] Line = Encoding.ASCII.GetBytes($"\r\n{Header}: ");

    public static GroupLines Instance { get; } = new();

    /// <summary>Adds the groups to a request.</summary>
    /// <exception cref="KubeconfigException">A group has a control character in it: it would begin a line of its own.</exception>
    public static void Add(HttpRequestMessage request, IReadOnlyList<string> groups)
    {
        if (groups.Count == 0)
            return;
        if (groups.Any(group => group.Any(char.IsControl)))
            throw new KubeconfigException("A group to act as (as-groups) has a control character in it; write its plain name.");
        if (groups.Count > 1)
        {
            request.Version = System.Net.HttpVersion.Version11;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        request.Headers.TryAddWithoutValidation(Header, string.Join(Separator, groups));
    }

    public override int GetByteCount(char[] chars, int index, int count) => Write(chars.AsSpan(index, count), default);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Write(chars.AsSpan(charIndex, charCount), bytes.AsSpan(byteIndex));

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes) => Write(chars, bytes);

    public override int GetCharCount(byte[] bytes, int index, int count) => UTF8.GetCharCount(bytes, index, count);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => UTF8.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxByteCount(int charCount) => checked(charCount * Math.Max(Line.Length, 3) + 3);

    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);

    /// <summary>No other control character gets through: what begins a line is decided here alone.</summary>
    private static int Write(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var written = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == Separator)
            {
                if (!bytes.IsEmpty)
                    Line.CopyTo(bytes[written..]);
                written += Line.Length;
                continue;
            }

            var safe = Rune.IsControl(rune) ? new Rune('?') : rune;
            written += bytes.IsEmpty ? safe.Utf8SequenceLength : safe.EncodeToUtf8(bytes[written..]);
        }

        return written;
    }
}
