using System.Text;
using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Sources;

/// <summary>Reads one text after the other into the same memory. Only for what is never large.</summary>
internal sealed class TextFile(int maxBytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private byte[] _bytes = new byte[64 * 1024];

    /// <summary>The text that was read last, and behind it what is left of others.</summary>
    public char[] Characters { get; private set; } = [];

    /// <returns>How many characters there are.</returns>
    /// <exception cref="PackageUnsafeException">The file is too large, or not UTF-8.</exception>
    public int Read(string name, Stream content)
    {
        var length = 0;
        for (int read; (read = content.Read(_bytes.AsSpan(length))) > 0;)
        {
            length += read;
            if (length > maxBytes)
                throw new PackageUnsafeException($"{EntryText.Show(name)} is larger than {maxBytes} bytes; Apex never is");
            if (length == _bytes.Length)
                Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        if (Characters.Length < length)
            Characters = new char[_bytes.Length];
        try
        {
            return Strict.GetChars(_bytes, 0, length, Characters, 0);
        }
        catch (DecoderFallbackException e)
        {
            throw new PackageUnsafeException($"{EntryText.Show(name)} is not UTF-8", e);
        }
    }
}
