using System.Text.RegularExpressions;

namespace SegmentOperator.Sigstore;

/// <summary>What a text must be: exactly this, or as a whole of this pattern. Patterns are matched in linear time.</summary>
public sealed class TextMatch
{
    private const int Longest = 1024;
    private readonly string text;
    private readonly Regex? pattern;

    private TextMatch(string text, Regex? pattern) => (this.text, this.pattern) = (text, pattern);

    /// <summary>Exactly this text.</summary>
    /// <exception cref="PolicyException">It is empty or longer than 1,024 characters.</exception>
    public static TextMatch Exactly(string text) => new(Checked(text), null);

    /// <summary>
    /// A pattern that the whole text must match, in the common part of RE2 and .NET: no look-around and no back-references, which
    /// cannot be matched in linear time.
    /// </summary>
    /// <exception cref="PolicyException">It is empty, too long, or no such pattern; the message says why.</exception>
    public static TextMatch Pattern(string pattern)
    {
        const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        try
        {
            // Once by itself, so that a pattern cannot close the parenthesis around it.
            _ = new Regex(Checked(pattern), options);
            return new TextMatch(pattern, new Regex($@"\A(?:{pattern})\z", options));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new PolicyException($"the pattern '{Shown.Short(pattern)}' is no regular expression that can be matched in linear time", null, e);
        }
    }

    internal bool Matches(string? value) =>
        value is not null && (pattern is null ? string.Equals(text, value, StringComparison.Ordinal) : pattern.IsMatch(value));

    /// <inheritdoc/>
    public override string ToString() => pattern is null ? $"'{text}'" : $"/{text}/";

    internal string Canonical => $"{(pattern is null ? "=" : "~")}{text.Length}:{text}";

    private static string Checked(string text) => text.Length is > 0 and <= Longest
        ? text : throw new PolicyException($"an identity has 1 to {Longest} characters");
}
