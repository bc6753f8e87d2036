namespace SegmentOperator.Policy.Inspection.Xml;

/// <summary>
/// Ends the reading of a file in which one tag, text or CDATA section is so long that a parser would hold more of it in memory than an
/// inspection may use.
/// </summary>
internal sealed class TokenLimitReader(TextReader inner, int limit) : TextReader
{
    private const string Opening = "<![CDATA[";
    private const string Closing = "]]>";
    private int _length;
    private int _matched;
    private bool _inCdata;

    public override int Peek() => inner.Peek();

    public override int Read()
    {
        var read = inner.Read();
        if (read >= 0)
            Count((char)read);
        return read;
    }

    public override int Read(char[] buffer, int index, int count)
    {
        var read = inner.Read(buffer, index, count);
        Count(buffer.AsSpan(index, read));
        return read;
    }

    private void Count(ReadOnlySpan<char> block)
    {
        // Without a bracket no section begins here; only its first characters may stand at the end.
        if (!_inCdata && _matched == 0 && block.Length <= limit && !block.Contains('['))
            block = Skip(block);
        foreach (var c in block)
            Count(c);
    }

    /// <summary>Counts what can be counted at once, and leaves what has to be looked at one by one.</summary>
    private ReadOnlySpan<char> Skip(ReadOnlySpan<char> block)
    {
        var open = block.LastIndexOf('<');
        var rest = open >= 0 && block.Length - open < Opening.Length ? open : block.Length;
        var counted = block[..rest];
        var first = counted.IndexOfAny('<', '>');
        Bound(_length + (first < 0 ? counted.Length : first));
        _length = first < 0 ? _length + counted.Length : counted.Length - 1 - counted.LastIndexOfAny('<', '>');
        Bound(_length);
        return block[rest..];
    }

    private void Count(char c)
    {
        var wanted = _inCdata ? Closing : Opening;
        // "]]]>" ends a section too: a third bracket keeps two of them matched.
        _matched = c == wanted[_matched] ? _matched + 1 : c != wanted[0] ? 0 : _inCdata && _matched == 2 ? 2 : 1;
        if (_matched == wanted.Length)
        {
            (_inCdata, _matched, _length) = (!_inCdata, 0, 0);
            return;
        }

        _length = !_inCdata && c is ('<' or '>') ? 0 : _length + 1;
        Bound(_length);
    }

    private void Bound(int length)
    {
        if (length > limit)
            throw new TokenTooLongException();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A tag, text or CDATA section is too long.</summary>
internal sealed class TokenTooLongException : Exception;
