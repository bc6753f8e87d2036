using System.Text;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Takes Apex apart so that comments and strings hide nothing and accuse nobody. Tokens are pieces of the source, not copies.</summary>
/// <param name="source">The source, from its first character.</param>
/// <param name="length">How many characters of it are the source.</param>
internal sealed class ApexTokenizer(char[] source, int length)
{
    private const int MaxTokens = 600_000;
    private int _tokens;
    private int _at;
    private int _line = 1;

    /// <summary>Whether a comment or a string did not end, or there was too much to read: then what follows was not read as code, and could be.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The next token; false at the end.</summary>
    public bool Next(out ApexToken token)
    {
        while (_at < length)
        {
            if (_tokens >= MaxTokens)
            {
                IsBroken = true;
                break;
            }

            var c = source[_at];
            if (c == '/' && Peek(1) == '/')
                SkipLine();
            else if (c == '/' && Peek(1) == '*')
                SkipBlock();
            else if (char.IsWhiteSpace(c))
                Skip(1);
            else
                return Take(c, out token);
        }

        token = default;
        return false;
    }

    private bool Take(char c, out ApexToken token)
    {
        _tokens++;
        token = c == '\'' ? ReadString() : char.IsAsciiLetterOrDigit(c) || c is '_' or '@' ? ReadWord() : new ApexToken(source.AsMemory(_at++, 1), _line);
        return true;
    }

    private char Peek(int ahead) => _at + ahead < length ? source[_at + ahead] : '\0';

    private void SkipLine()
    {
        var end = source.AsSpan(_at, length - _at).IndexOfAny('\n', '\r');
        _at = end < 0 ? length : _at + end;
    }

    private void SkipBlock()
    {
        var end = source.AsSpan(_at + 2, length - _at - 2).IndexOf("*/");
        IsBroken |= end < 0;
        Skip(end < 0 ? length - _at : end + 4);
    }

    /// <summary>Apex strings end on their line; triple quotes open and close a longer one.</summary>
    private ApexToken ReadString()
    {
        var (line, isLong) = (_line, Peek(1) == '\'' && Peek(2) == '\'');
        _at += isLong ? 3 : 1;
        var start = _at;
        // Only a string with escapes is another one than stands there.
        StringBuilder? plain = null;
        while (_at < length)
        {
            var c = source[_at];
            if (c == '\\' && _at + 1 < length)
            {
                (plain ??= new StringBuilder().Append(source, start, _at - start)).Append(source[_at + 1]);
                _at += 2;
                continue;
            }

            if (c == '\'' && (!isLong || (Peek(1) == '\'' && Peek(2) == '\'')))
            {
                var content = Content(start, plain);
                _at += isLong ? 3 : 1;
                return new ApexToken(content, line, IsString: true);
            }

            if (!isLong && c is '\n' or '\r')
                break;
            plain?.Append(c);
            Skip(1);
        }

        IsBroken = true;
        return new ApexToken(Content(start, plain), line, IsString: true);
    }

    private ReadOnlyMemory<char> Content(int start, StringBuilder? plain) => plain is null ? source.AsMemory(start, _at - start) : plain.ToString().AsMemory();

    private ApexToken ReadWord()
    {
        var start = _at++;
        while (_at < length && (char.IsAsciiLetterOrDigit(source[_at]) || source[_at] == '_'))
            _at++;
        return new ApexToken(source.AsMemory(start, _at - start), _line);
    }

    private void Skip(int count)
    {
        for (; count > 0; count--)
        {
            if (source[_at] == '\n' || (source[_at] == '\r' && Peek(1) != '\n'))
                _line++;
            _at++;
        }
    }
}
