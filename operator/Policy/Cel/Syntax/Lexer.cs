using System.Globalization;

namespace SegmentOperator.Policy.Cel.Syntax;

/// <summary>Cuts an expression's text into tokens. Throws <see cref="CelSyntaxException"/> and nothing else.</summary>
internal sealed class Lexer(string source)
{
    private static readonly string[] Symbols =
    [
        "==", "!=", "<=", ">=", "&&", "||",
        "+", "-", "*", "/", "%", "<", ">", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}",
    ];

    private int _at;

    public Token Next()
    {
        SkipBlank();
        if (_at >= source.Length)
            return new Token(TokenKind.End, source.Length, "");
        var c = source[_at];
        if (IsNumberStart(c))
            return Number();
        if (LiteralPrefix() is var prefix and >= 0)
            return Literal(prefix);
        if (IsWordStart(c))
            return Word();
        if (c == '`')
            return Quoted();
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(source, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, _at - symbol.Length, symbol);
            }
        }

        throw new CelSyntaxException(_at, $"Syntax error: token recognition error at: '{RuneText()}'");
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private bool IsNumberStart(char c) =>
        char.IsAsciiDigit(c) || (c == '.' && _at + 1 < source.Length && char.IsAsciiDigit(source[_at + 1]));

    private string RuneText() =>
        char.IsHighSurrogate(source[_at]) && _at + 1 < source.Length ? source.Substring(_at, 2) : source[_at].ToString();

    private void SkipBlank()
    {
        while (_at < source.Length)
        {
            if (source[_at] is ' ' or '\t' or '\r' or '\n' or '\f')
                _at++;
            else if (source[_at] == '/' && _at + 1 < source.Length && source[_at + 1] == '/')
                _at = source.IndexOf('\n', _at) is var end and >= 0 ? end : source.Length;
            else
                return;
        }
    }

    private Token Word()
    {
        var start = _at;
        while (_at < source.Length && IsWordPart(source[_at]))
            _at++;
        return new Token(TokenKind.Identifier, start, source[start.._at]);
    }

    private Token Quoted()
    {
        var start = _at++;
        while (_at < source.Length && (IsWordPart(source[_at]) || source[_at] is '.' or '-' or '/' or ' '))
            _at++;
        if (_at >= source.Length || source[_at] != '`' || _at == start + 1)
            throw new CelSyntaxException(start, "Syntax error: token recognition error at: '`'");
        _at++;
        return new Token(TokenKind.QuotedField, start, source[(start + 1)..(_at - 1)]);
    }

    private Token Number()
    {
        var start = _at;
        if (source[_at] == '0' && _at + 2 < source.Length && source[_at + 1] is 'x' or 'X' && char.IsAsciiHexDigit(source[_at + 2]))
        {
            _at += 2;
            SkipWhile(char.IsAsciiHexDigit);
            return Integer(start, source.AsSpan(start + 2, _at - start - 2), NumberStyles.AllowHexSpecifier);
        }

        SkipWhile(char.IsAsciiDigit);
        var isDouble = Fraction() | Exponent();
        if (!isDouble)
            return Integer(start, source.AsSpan(start, _at - start), NumberStyles.None);
        var text = source[start.._at];
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
            throw new CelSyntaxException(start, "invalid double literal");
        return new Token(TokenKind.Double, start, text, CelValue.Of(value));
    }

    private bool Fraction()
    {
        if (_at + 1 >= source.Length || source[_at] != '.' || !char.IsAsciiDigit(source[_at + 1]))
            return false;
        _at++;
        SkipWhile(char.IsAsciiDigit);
        return true;
    }

    private bool Exponent()
    {
        if (_at >= source.Length || source[_at] is not ('e' or 'E'))
            return false;
        var digits = _at + 1 < source.Length && source[_at + 1] is '+' or '-' ? _at + 2 : _at + 1;
        if (digits >= source.Length || !char.IsAsciiDigit(source[digits]))
            return false;
        _at = digits;
        SkipWhile(char.IsAsciiDigit);
        return true;
    }

    /// <summary>Whole numbers stay text: the parser, which knows the sign, converts them.</summary>
    private Token Integer(int start, ReadOnlySpan<char> digits, NumberStyles style)
    {
        if (_at < source.Length && source[_at] is 'u' or 'U')
        {
            _at++;
            if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value))
                throw new CelSyntaxException(start, "invalid uint literal");
            return new Token(TokenKind.Uint, start, source[start.._at], CelValue.Of(value));
        }

        return new Token(TokenKind.Int, start, source[start.._at]);
    }

    private void SkipWhile(Func<char, bool> accepts)
    {
        while (_at < source.Length && accepts(source[_at]))
            _at++;
    }

    /// <summary>The length of what stands before a quote (nothing, r, b, br); -1 where there is no string here.</summary>
    private int LiteralPrefix()
    {
        var length = 0;
        if (source[_at] is 'b' or 'B')
            length++;
        if (_at + length < source.Length && source[_at + length] is 'r' or 'R')
            length++;
        return _at + length < source.Length && source[_at + length] is '"' or '\'' ? length : -1;
    }

    private Token Literal(int prefixLength)
    {
        var start = _at;
        var prefix = source.AsSpan(start, prefixLength);
        var isBytes = prefix.ContainsAny('b', 'B');
        var isRaw = prefix.ContainsAny('r', 'R');
        _at += prefixLength;
        var quote = source[_at];
        var triple = _at + 2 < source.Length && source[_at + 1] == quote && source[_at + 2] == quote;
        var fence = new string(quote, triple ? 3 : 1);
        _at += fence.Length;
        var body = _at;
        for (; ; _at++)
        {
            if (_at >= source.Length || (!triple && source[_at] is '\n' or '\r'))
                throw new CelSyntaxException(start, $"Syntax error: token recognition error at: '{source[start..Math.Min(_at, source.Length)]}'");
            if (source[_at] == '\\' && !isRaw)
                _at++;
            else if (string.CompareOrdinal(source, _at, fence, 0, fence.Length) == 0)
                break;
        }

        var content = source[body.._at];
        _at += fence.Length;
        var text = source[start.._at];
        return isBytes
            ? new Token(TokenKind.Bytes, start, text, CelValue.Of(Unescape.Bytes(content, isRaw, start)))
            : new Token(TokenKind.String, start, text, CelValue.Of(Unescape.Text(content, isRaw, start)));
    }
}
