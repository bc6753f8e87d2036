using System.Buffers;
using System.Text;

namespace SegmentOperator.Policy.Inspection.Xml;

/// <summary>
/// Reads UTF-8 strictly, with or without its mark, by buffers that are lent: a package has ten thousand files, and each is read by one.
/// </summary>
internal sealed class Utf8Text : TextReader
{
    private const int BufferBytes = 16 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Stream _content;
    private readonly Decoder _decoder = Strict.GetDecoder();
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private readonly char[] _chars = ArrayPool<char>.Shared.Rent(BufferBytes + 1);
    private int _at;
    private int _count;
    private bool _isAtEnd;
    private bool _isReturned;

    public Utf8Text(Stream content)
    {
        _content = content;
        if (Peek() == '\uFEFF')
            _at++;
    }

    public override int Peek() => _at < _count || Fill() ? _chars[_at] : -1;

    public override int Read() => _at < _count || Fill() ? _chars[_at++] : -1;

    public override int Read(char[] buffer, int index, int count)
    {
        if (count == 0 || (_at >= _count && !Fill()))
            return 0;
        var taken = Math.Min(count, _count - _at);
        _chars.AsSpan(_at, taken).CopyTo(buffer.AsSpan(index));
        _at += taken;
        return taken;
    }

    /// <summary>To the end; no byte is left in the middle of a character.</summary>
    private bool Fill()
    {
        (_at, _count) = (0, 0);
        while (_count == 0 && !_isAtEnd)
        {
            var read = _content.Read(_bytes, 0, BufferBytes);
            _isAtEnd = read == 0;
            _count = _decoder.GetChars(_bytes, 0, read, _chars, 0, flush: _isAtEnd);
        }

        return _count > 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isReturned)
        {
            _isReturned = true;
            ArrayPool<byte>.Shared.Return(_bytes);
            ArrayPool<char>.Shared.Return(_chars);
        }

        base.Dispose(disposing);
    }
}
