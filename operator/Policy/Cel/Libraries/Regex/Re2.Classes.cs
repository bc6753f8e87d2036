using System.Globalization;

namespace SegmentOperator.Policy.Cel.Libraries;

internal sealed partial class Re2
{
    private (long Size, bool Quantifiable) Escape()
    {
        var next = _at + 1 < _pattern.Length ? _pattern[_at + 1] : throw Bad("trailing backslash at end of expression: ``");
        switch (next)
        {
            case 'A' or 'z' or 'b' or 'B':
                _result.Append('\\').Append(next);
                _at += 2;
                return (1, true);
            case 'Q':
                return (Quoted(), true);
            case 'd' or 'D' or 's' or 'S' or 'w' or 'W' or 'p' or 'P':
                Emit(NamedClass());
                return (1, true);
            default:
                Literal(EscapedRune());
                return (1, true);
        }
    }

    private long Quoted()
    {
        var end = _pattern.IndexOf(@"\E", _at, StringComparison.Ordinal);
        var stop = end < 0 ? _pattern.Length : end;
        _at += 2;
        long size = 0;
        _result.Append("(?:");
        for (; _at < stop; size++)
            Literal(TakeRune());
        _result.Append(')');
        _at = end < 0 ? stop : end + 2;
        return size;
    }

    private RuneSet NamedClass()
    {
        var letter = _pattern[_at + 1];
        var start = _at;
        _at += 2;
        if (RuneClasses.Perl(letter) is { } perl)
            return char.IsAsciiLetterUpper(letter) ? perl.Complement() : perl;
        var name = _at < _pattern.Length ? _pattern[_at].ToString() : "";
        if (name == "{" && _pattern.IndexOf('}', _at) is var end and >= 0)
        {
            name = _pattern[(_at + 1)..end];
            _at = end;
        }

        _at = Math.Min(_at + 1, _pattern.Length);
        var negated = (letter == 'P') != name.StartsWith('^');
        if (RuneClasses.Category(name.TrimStart('^')) is not { } category)
            throw Bad($"invalid character class range: `{_pattern[start.._at]}`");
        if (_ignoreCase)
            category = category.WithBothCases();
        return negated ? category.Complement() : category;
    }

    private int EscapedRune()
    {
        var start = _at++;
        var c = _pattern[_at];
        if (c is >= '0' and <= '7')
            return Octal(start);
        if (c == 'x')
            return Hexadecimal(start);
        if ("aftnrv".IndexOf(c, StringComparison.Ordinal) is var known and >= 0)
        {
            _at++;
            return "\a\f\t\n\r\v"[known];
        }

        if (c < 0x80 && !char.IsAsciiLetterOrDigit(c))
            return TakeRune();
        throw Bad($"invalid escape sequence: `{_pattern[start..(_at + 1)]}`");
    }

    private int Octal(int start)
    {
        var value = 0;
        var digits = 0;
        for (; digits < 3 && _at < _pattern.Length && _pattern[_at] is >= '0' and <= '7'; digits++)
            value = (value * 8) + (_pattern[_at++] - '0');
        return digits > 1 || _pattern[start + 1] == '0' ? value : throw Bad($"invalid escape sequence: `{_pattern[start.._at]}`");
    }

    private int Hexadecimal(int start)
    {
        _at++;
        var braced = _at < _pattern.Length && _pattern[_at] == '{';
        var end = braced ? _pattern.IndexOf('}', _at) : _at + 2;
        var digits = end < 0 || end > _pattern.Length ? "" : _pattern[(braced ? _at + 1 : _at)..end];
        _at = braced ? end + 1 : end;
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rune) && rune is >= 0 and <= 0x10FFFF
            ? rune
            : throw Bad($"invalid escape sequence: `{_pattern[start..Math.Min(start + 2, _pattern.Length)]}`");
    }

    private RuneSet Class()
    {
        var start = _at++;
        var negated = Ahead("^");
        if (negated)
            _at++;
        var set = new RuneSet();
        for (var first = true; first || !Ahead("]"); first = false)
        {
            if (_at >= _pattern.Length)
                throw Bad($"missing closing ]: `{_pattern[start..]}`");
            set.Add(ClassItem(start));
        }

        _at++;
        if (_ignoreCase)
            set = set.WithBothCases();
        return negated ? set.Complement() : set;
    }

    private RuneSet ClassItem(int start)
    {
        if (Ahead("[:") && _pattern.IndexOf(":]", _at, StringComparison.Ordinal) is var end and >= 0)
        {
            var name = _pattern[(_at + 2)..end];
            var set = RuneClasses.Posix(name.TrimStart('^')) ?? throw Bad($"invalid character class range: `[:{name}:]`");
            _at = end + 2;
            return name.StartsWith('^') ? set.Complement() : set;
        }

        if (_pattern[_at] == '\\' && _at + 1 < _pattern.Length && "dDsSwWpP".Contains(_pattern[_at + 1], StringComparison.Ordinal))
            return NamedClass();
        var from = ClassRune(start);
        if (!Ahead("-") || _at + 1 >= _pattern.Length || _pattern[_at + 1] == ']')
            return new RuneSet().Add(from, from);
        _at++;
        var to = ClassRune(start);
        return from <= to ? new RuneSet().Add(from, to) : throw Bad($"invalid character class range: `{_pattern[start.._at]}`");
    }

    private int ClassRune(int start)
    {
        if (_at >= _pattern.Length || (_pattern[_at] == '\\' && _at + 1 >= _pattern.Length))
            throw Bad($"missing closing ]: `{_pattern[start..]}`");
        return _pattern[_at] == '\\' ? EscapedRune() : TakeRune();
    }
}
