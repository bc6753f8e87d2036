using System.Globalization;
using System.Text;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>
/// Translates the syntax of RE2 into that of .NET. Groups do not capture, since nobody asks for their content. What RE2 does
/// not have, such as look-around and back-references, is an error. Two differences remain: scripts (<c>\p{Greek}</c>) are not
/// known, and <c>\b</c> counts every Unicode letter as part of a word.
/// </summary>
internal sealed partial class Re2
{
    private const int MaxRepeat = 1000;
    private const long MaxSize = 100_000;
    private const int MaxWeight = 300_000;
    private const int MaxDepth = 250;
    private readonly string _pattern;
    private readonly StringBuilder _result = new();
    private int _at;
    private int _depth;
    private int _weight;
    private bool _ignoreCase;
    private bool _dotAll;
    private bool _multiline;
    private bool _ungreedy;

    private Re2(string pattern) => _pattern = pattern;

    /// <exception cref="ArgumentException">The pattern is not valid; the message says why.</exception>
    public static string ToDotNet(string pattern)
    {
        var parser = new Re2(pattern);
        parser.Alternatives();
        return parser._at == pattern.Length ? parser._result.ToString() : throw Bad($"unexpected ): `{pattern}`");
    }

    private static ArgumentException Bad(string problem) => new(problem);

    private bool Ahead(string text) => string.CompareOrdinal(_pattern, _at, text, 0, text.Length) == 0;

    /// <summary>Alternatives up to a closing parenthesis or the end; returns how many states they may take.</summary>
    private long Alternatives()
    {
        if (++_depth > MaxDepth)
            throw Bad("expression nests too deeply");
        var flags = (_ignoreCase, _dotAll, _multiline, _ungreedy);
        long size = 1;
        while (_at < _pattern.Length && _pattern[_at] != ')')
        {
            if (_pattern[_at] == '|')
            {
                _at++;
                _result.Append('|');
                size++;
            }
            else
            {
                size += Repeated();
            }

            if (size > MaxSize)
                throw Bad("expression too large");
        }

        (_ignoreCase, _dotAll, _multiline, _ungreedy) = flags;
        _depth--;
        return size;
    }

    private long Repeated()
    {
        var start = _result.Length;
        var (size, quantifiable) = Atom();
        var before = _at;
        if (Quantifier() is not { } quantifier)
            return size;
        if (!quantifiable)
            throw Bad($"missing argument to repetition operator: `{_pattern[before.._at]}`");
        _result.Insert(start, "(?:").Append(')').Append(quantifier.Text);
        var second = _at;
        if (Quantifier() is not null)
            throw Bad($"invalid nested repetition operator: `{_pattern[before.._at]}`");
        _at = second;
        if (size * quantifier.Most > MaxSize)
            throw Bad($"invalid repeat count: `{_pattern[before.._at]}`");
        return size * quantifier.Most;
    }

    private (string Text, int Most)? Quantifier()
    {
        if (_at >= _pattern.Length)
            return null;
        (string Text, int Most)? found = _pattern[_at] switch
        {
            '*' => ("*", 1),
            '+' => ("+", 1),
            '?' => ("?", 1),
            '{' => Counted(),
            _ => null,
        };
        if (found is not { } quantifier)
            return null;
        _at += quantifier.Text.Length;
        var lazy = _at < _pattern.Length && _pattern[_at] == '?';
        if (lazy)
            _at++;
        return (lazy != _ungreedy ? quantifier.Text + "?" : quantifier.Text, quantifier.Most);
    }

    /// <summary>{n}, {n,} or {n,m}; null where the brace is a brace.</summary>
    private (string Text, int Most)? Counted()
    {
        var end = _pattern.IndexOf('}', _at);
        if (end < 0)
            return null;
        var text = _pattern[_at..(end + 1)];
        var bounds = text[1..^1].Split(',');
        if (bounds.Length > 2 || bounds[0].Length == 0 || bounds.Any(b => b.AsSpan().ContainsAnyExceptInRange('0', '9')))
            return null;
        var least = Count(bounds[0], text);
        var most = bounds is [_, { Length: > 0 } upper] ? Count(upper, text) : least;
        return least <= most ? (text, Math.Max(1, most)) : throw Bad($"invalid repeat count: `{text}`");
    }

    private static int Count(string digits, string shown) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MaxRepeat
            ? count
            : throw Bad($"invalid repeat count: `{shown}`");

    /// <summary>One thing that can be repeated, or a change of flags, which cannot.</summary>
    private (long Size, bool Quantifiable) Atom()
    {
        switch (_pattern[_at])
        {
            case '(':
                return Group();
            case '[':
                Emit(Class());
                return (1, true);
            case '.':
                _at++;
                Emit((_dotAll ? new RuneSet() : new RuneSet().Add('\n', '\n')).Complement());
                return (1, true);
            case '^':
                _at++;
                _result.Append(_multiline ? "(?m:^)" : @"\A");
                return (1, true);
            case '$':
                _at++;
                _result.Append(_multiline ? "(?m:$)" : @"\z");
                return (1, true);
            case '*' or '+' or '?':
                throw Bad($"missing argument to repetition operator: `{_pattern[_at]}`");
            case '\\':
                return Escape();
            default:
                Literal(TakeRune());
                return (1, true);
        }
    }

    private (long Size, bool Quantifiable) Group()
    {
        _at++;
        if (!Ahead("?"))
            return Enclosed("(?:");
        if (Ahead("?P<") || Ahead("?<"))
        {
            var end = _pattern.IndexOf('>', _at);
            var name = end < 0 ? "" : _pattern[(_pattern.IndexOf('<', _at) + 1)..end];
            if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
                throw Bad($"invalid named capture: `{_pattern[(_at - 1)..]}`");
            _at = end + 1;
            return Enclosed("(?:");
        }

        _at++;
        var before = (_ignoreCase, _dotAll, _multiline, _ungreedy);
        var isGroup = Flags();
        if (!isGroup)
        {
            _result.Append(_ignoreCase ? "(?i)" : "(?-i)");
            return (0, false);
        }

        var result = Enclosed(_ignoreCase ? "(?i:" : "(?-i:");
        (_ignoreCase, _dotAll, _multiline, _ungreedy) = before;
        return result;
    }

    private (long Size, bool Quantifiable) Enclosed(string open)
    {
        _result.Append(open);
        var size = Alternatives();
        if (_at >= _pattern.Length)
            throw Bad($"missing closing ): `{_pattern}`");
        _at++;
        _result.Append(')');
        return (size, true);
    }

    /// <summary>Reads flags up to a colon, which opens a group, or a parenthesis, which closes them.</summary>
    private bool Flags()
    {
        var on = true;
        for (var start = _at; _at < _pattern.Length; _at++)
        {
            switch (_pattern[_at])
            {
                case 'i': _ignoreCase = on; break;
                case 's': _dotAll = on; break;
                case 'm': _multiline = on; break;
                case 'U': _ungreedy = on; break;
                case '-' when on: on = false; break;
                case ':' or ')': return _pattern[_at++] == ':';
                default: throw Bad($"invalid or unsupported Perl syntax: `(?{_pattern[start..Math.Min(_at + 1, _pattern.Length)]}`");
            }
        }

        throw Bad($"missing closing ): `{_pattern}`");
    }

    /// <summary>Bounds what all classes together come to, since a class such as \pL is cheap to write and dear to compile.</summary>
    private void Emit(RuneSet set)
    {
        var text = set.ToDotNet();
        _weight += text.Length;
        if (_weight > MaxWeight)
            throw Bad("expression too large");
        _result.Append(_ignoreCase ? $"(?-i:{text})" : text);
    }

    private void Literal(int rune)
    {
        if (rune > 0xFFFF)
            _result.Append("(?:").Append(char.ConvertFromUtf32(rune)).Append(')');
        else
            _result.Append(@"\u").Append(rune.ToString("X4", CultureInfo.InvariantCulture));
    }

    private int TakeRune()
    {
        var length = char.IsHighSurrogate(_pattern[_at]) && _at + 1 < _pattern.Length && char.IsLowSurrogate(_pattern[_at + 1]) ? 2 : 1;
        var rune = length == 2 ? char.ConvertToUtf32(_pattern[_at], _pattern[_at + 1]) : _pattern[_at];
        _at += length;
        return rune;
    }
}
