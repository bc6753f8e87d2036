namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>The names that Kubernetes accepts, and what it says of others.</summary>
internal static class NameFormats
{
    private const string LabelRegex = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string QualifiedRegex = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string LabelAdvice = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
        + "and must start and end with an alphanumeric character";

    private const string SubdomainAdvice = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
        + "and must start and end with an alphanumeric character";

    private const string Rfc1035Advice = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
        + "start with an alphabetic character, and end with an alphanumeric character";

    private const string NameAdvice = "must consist of alphanumeric characters, '-', '_' or '.', "
        + "and must start and end with an alphanumeric character";

    private const string ValueAdvice = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
        + "and must start and end with an alphanumeric character";

    public static List<string> Label(string text, bool prefix) =>
        Check(Whole(text, prefix), 63, LabelRegex, LabelAdvice, "'my-name',  or '123-abc'");

    public static List<string> Subdomain(string text, bool prefix) =>
        Check(Whole(text, prefix), 253, $@"{LabelRegex}(\.{LabelRegex})*", SubdomainAdvice, "'example.com'");

    public static List<string> Rfc1035(string text, bool prefix) =>
        Check(Whole(text, prefix), 63, "[a-z]([-a-z0-9]*[a-z0-9])?", Rfc1035Advice, "'my-name',  or 'abc-123'");

    public static List<string> LabelValue(string text) =>
        Check(text, 63, $"({QualifiedRegex})?", ValueAdvice, "'MyValue',  or 'my_value',  or '12345'");

    public static List<string> QualifiedName(string text)
    {
        List<string> problems = [];
        var parts = text.Split('/');
        if (parts.Length > 2)
        {
            problems.Add($"a qualified name {Explained(NameAdvice, QualifiedRegex, "'MyName',  or 'my.name',  or '123-abc'")} "
                + "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
            return problems;
        }

        if (parts.Length == 2 && parts[0].Length == 0)
            problems.Add("prefix part must be non-empty");
        else if (parts.Length == 2)
            problems.AddRange(Subdomain(parts[0], prefix: false).Select(p => $"prefix part {p}"));
        if (parts[^1].Length == 0)
            problems.Add("name part must be non-empty");
        problems.AddRange(Check(parts[^1], 63, QualifiedRegex, NameAdvice, "'MyName',  or 'my.name',  or '123-abc'").Select(p => $"name part {p}"));
        return problems;
    }

    /// <summary>A prefix may end in a dash, since more follows.</summary>
    private static string Whole(string text, bool prefix) => prefix && text.Length > 1 && text.EndsWith('-') ? text[..^1] + "a" : text;

    private static List<string> Check(string text, int limit, string regex, string advice, string examples)
    {
        List<string> problems = [];
        if (System.Text.Encoding.UTF8.GetByteCount(text) > limit)
            problems.Add($"must be no more than {limit} bytes");
        if (!Patterns.TryGet($"^{regex}$", out var pattern, out _) || !pattern.IsMatch(text))
            problems.Add(Explained(advice, regex, examples));
        return problems;
    }

    private static string Explained(string advice, string regex, string examples) =>
        $"{advice} (e.g. {examples}, regex used for validation is '{regex}')";
}
