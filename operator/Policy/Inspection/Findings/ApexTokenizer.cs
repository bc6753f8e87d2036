using System.Text;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Takes Apex apart so that comments and strings hide nothing and accuse nobody.</summary>
internal sealed class ApexTokenizer(string source)
{
    private const int MaxTokens = 600_000;
    private readonly List<ApexToken> _tokens = [];
    private int _at;
    private int _line = 1;

    /// <summary>Whether a comment or a string did not end, or there was too much to read: then what follows was not read as code, and could be.</summary>
    public bool IsBroken { get; private set; }

    public IReadOnlyList<ApexToken> Read()
    {
        while (_at < source.Length)
        {
            if (_tokens.Count >= MaxTokens)
            {
                IsBroken = true;
                break;
            }

            var c = source[_at];
            if (c == '/' && Peek(1) == '/')
                SkipLine();
            else if (c == '/' && Peek(1) == '*')
                SkipBlock();
            else if (c == '\'')
                ReadString();
            else if (char.IsAsciiLetterOrDigit(c) || c is '_' or '@')
                ReadWord();
            else
                ReadSign(c);
        }

        return _tokens;
    }

    private char Peek(int ahead) => _at + ahead < source.Length ? source[_at + ahead] : '\0';

    private void SkipLine()
    {
        while (_at < source.Length && source[_at] is not ('\n' or '\r'))
            _at++;
    }

    private void SkipBlock()
    {
        var end = source.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        IsBroken |= end < 0;
        var stop = end < 0 ? source.Length : end + 2;
        for (; _at < stop; _at++)
            CountLine();
    }

    /// <summary>Apex strings end on their line; triple quotes open and close a longer one.</summary>
    private void ReadString()
    {
        var (start, isLong) = (_line, Peek(1) == '\'' && Peek(2) == '\'');
        var content = new StringBuilder();
        _at += isLong ? 3 : 1;
        while (_at < source.Length)
        {
            if (source[_at] == '\\' && _at + 1 < source.Length)
            {
                content.Append(source[_at + 1]);
                _at += 2;
                continue;
            }

            if (isLong ? source[_at] == '\'' && Peek(1) == '\'' && Peek(2) == '\'' : source[_at] == '\'')
            {
                _at += isLong ? 3 : 1;
                _tokens.Add(new ApexToken(content.ToString(), start, IsString: true));
                return;
            }

            if (!isLong && source[_at] is '\n' or '\r')
                break;
            CountLine();
            content.Append(source[_at++]);
        }

        IsBroken = true;
        _tokens.Add(new ApexToken(content.ToString(), start, IsString: true));
    }

    private void ReadWord()
    {
        var start = _at++;
        while (_at < source.Length && (char.IsAsciiLetterOrDigit(source[_at]) || source[_at] == '_'))
            _at++;
        _tokens.Add(new ApexToken(source[start.._at].ToLowerInvariant(), _line));
    }

    private void ReadSign(char c)
    {
        CountLine();
        _at++;
        if (!char.IsWhiteSpace(c))
            _tokens.Add(new ApexToken(c.ToString(), _line));
    }

    private void CountLine()
    {
        if (source[_at] == '\n' || (source[_at] == '\r' && Peek(1) != '\n'))
            _line++;
    }
}
