using System.Text.RegularExpressions;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>
/// The rules for names, keys and values, each answering what is wrong in Kubernetes' own words; an empty list is a valid name.
/// </summary>
internal static partial class Names
{
    private const string LabelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string SubdomainFormat = LabelFormat + "(\\." + LabelFormat + ")*";
    private const string QualifiedFormat = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string QualifiedText = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    /// <summary>Names of most objects.</summary>
    public static List<string> Subdomain(string name) => Subdomain(name, "characters");

    private static List<string> Subdomain(string name, string unit)
    {
        List<string> errors = name.Length > 253 ? [TooLong(253, unit)] : [];
        if (!SubdomainRegex().IsMatch(name))
        {
            errors.Add(Regex(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
                SubdomainFormat, "example.com"));
        }

        return errors;
    }

    /// <summary>Names of namespaces and of containers.</summary>
    public static List<string> Label(string name)
    {
        List<string> errors = name.Length > 63 ? [TooLong(63)] : [];
        if (!LabelRegex().IsMatch(name))
        {
            errors.Add(SubdomainRegex().IsMatch(name)
                ? "must not contain dots"
                : Regex(
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
                    LabelFormat, "my-name", "123-abc"));
        }

        return errors;
    }

    /// <summary>Names of services, and what a CRD calls its resources.</summary>
    public static List<string> Dns1035Label(string name)
    {
        List<string> errors = name.Length > 63 ? [TooLong(63)] : [];
        if (!Dns1035Regex().IsMatch(name))
        {
            errors.Add(Regex(
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
                "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123"));
        }

        return errors;
    }

    /// <summary>Keys of labels and annotations, and finalizers.</summary>
    public static List<string> Qualified(string key)
    {
        List<string> errors = [];
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            return [$"a valid label key {Regex(QualifiedText, QualifiedFormat, "MyName", "my.name", "123-abc")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        if (parts.Length == 2)
            errors.AddRange(parts[0].Length == 0 ? ["prefix part must be non-empty"] : Subdomain(parts[0], "bytes").Select(m => "prefix part " + m));
        var name = parts[^1];
        if (name.Length == 0)
            errors.Add("name part must be non-empty");
        else if (name.Length > 63)
            errors.Add("name part " + TooLong(63, "bytes"));
        if (!QualifiedRegex().IsMatch(name))
            errors.Add("name part " + Regex(QualifiedText, QualifiedFormat, "MyName", "my.name", "123-abc"));
        return errors;
    }

    public static List<string> LabelValue(string value)
    {
        List<string> errors = value.Length > 63 ? [TooLong(63, "bytes")] : [];
        if (value.Length > 0 && !QualifiedRegex().IsMatch(value))
        {
            errors.Add(Regex(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
                $"({QualifiedFormat})?", "MyValue", "my_value", "12345"));
        }

        return errors;
    }

    /// <summary>Keys of secrets and config maps.</summary>
    public static List<string> ConfigKey(string key)
    {
        List<string> errors = key.Length > 253 ? [TooLong(253)] : [];
        if (!ConfigKeyRegex().IsMatch(key))
        {
            errors.Add(Regex(
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name"));
        }

        if (key is "." or "..")
            errors.Add($"must not be '{key}'");
        else if (key.StartsWith("..", StringComparison.Ordinal))
            errors.Add("must not start with '..'");
        return errors;
    }

    /// <summary>Names that may be anything that fits into a path: those of the RBAC kinds.</summary>
    public static List<string> PathSegment(string name)
    {
        if (name is "." or "..")
            return [$"may not be '{name}'"];
        return new[] { '/', '%' }.Where(name.Contains).Select(c => $"may not contain '{c}'").ToList();
    }

    public static List<string> PortName(string name)
    {
        List<string> errors = name.Length > 15 ? [TooLong(15)] : [];
        if (!PortNameRegex().IsMatch(name))
            errors.Add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        if (!name.Any(char.IsAsciiLetterLower))
            errors.Add("must contain at least one letter (a-z)");
        if (name.Contains("--", StringComparison.Ordinal))
            errors.Add("must not contain consecutive hyphens");
        if (name.StartsWith('-') || name.EndsWith('-'))
            errors.Add("must not begin or end with a hyphen");
        return errors;
    }

    public static List<string> EnvironmentVariable(string name) => name.Length == 0
        ? ["environment variable name must be non-empty"]
        : name.Any(c => c is < ' ' or > '~' or '=')
            ? ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
            : [];

    /// <summary>A rule for the start of names: what follows will be five letters.</summary>
    public static Func<string, List<string>> Prefix(Func<string, List<string>> rule) => prefix => rule(prefix.EndsWith('-') ? prefix[..^1] + "a" : prefix);

    private static string TooLong(int length, string unit = "characters") => $"must be no more than {length} {unit}";

    private static string Regex(string text, string format, params string[] examples) =>
        $"{text} (e.g. {string.Join(" or ", examples.Select(e => $"'{e}', "))}regex used for validation is '{format}')";

    [GeneratedRegex("^" + SubdomainFormat + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubdomainRegex();

    [GeneratedRegex("^" + LabelFormat + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelRegex();

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Dns1035Regex();

    [GeneratedRegex("^" + QualifiedFormat + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex QualifiedRegex();

    [GeneratedRegex("^[-._a-zA-Z0-9]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigKeyRegex();

    [GeneratedRegex("^[-a-z0-9]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex PortNameRegex();
}
