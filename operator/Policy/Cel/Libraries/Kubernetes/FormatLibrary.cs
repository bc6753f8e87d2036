using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Named formats of text: <c>format.dns1123Label().validate(name)</c> is none, or what is wrong.</summary>
internal sealed class FormatLibrary : CelLibrary
{
    private static readonly CelType F = CelType.Opaque("kubernetes.NamedFormat");

    private static readonly Dictionary<string, NamedFormat> Named = new NamedFormat[]
    {
        new("dns1123Label", 30, s => NameFormats.Label(s, prefix: false)),
        new("dns1123Subdomain", 60, s => NameFormats.Subdomain(s, prefix: false)),
        new("dns1035Label", 30, s => NameFormats.Rfc1035(s, prefix: false)),
        new("qualifiedName", 60, NameFormats.QualifiedName),
        new("dns1123LabelPrefix", 30, s => NameFormats.Label(s, prefix: true)),
        new("dns1123SubdomainPrefix", 60, s => NameFormats.Subdomain(s, prefix: true)),
        new("dns1035LabelPrefix", 30, s => NameFormats.Rfc1035(s, prefix: true)),
        new("labelValue", 40, NameFormats.LabelValue),
        new("uri", 1103, s => Url.TryParse(s, out var problem) is null ? [problem] : []),
        new("uuid", 78, s => Matches(s, "^(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$") ? [] : ["does not match the UUID format"]),
        new("byte", 84, s => s.Length > 0 && Convert.TryFromBase64String(s, new byte[s.Length], out _) ? [] : ["invalid base64"]),
        new("date", 60, s => DateFormats.IsDate(s) ? [] : ["invalid date"]),
        new("datetime", 60, s => DateFormats.IsDateTime(s) ? [] : ["invalid datetime"]),
    }.ToDictionary(f => f.Name, StringComparer.Ordinal);

    public override IEnumerable<CelType> Types => [F];

    public override IEnumerable<CelFunction> Functions =>
    [
        .. Named.Values.Select(f => new CelFunction($"format.{f.Name}", Global($"format.{f.Name}", [], F, _ => CelValue.Of(f)))),
        new("format.named", Global("format-named", CelType.String, CelType.Optional(F), n =>
            Named.TryGetValue(n.AsString(), out var found) ? CelValue.Some(CelValue.Of(found)) : CelValue.None)),
        new("validate", Member("format-validate", F, CelType.String, CelType.Optional(CelType.List(CelType.String)), Validate)
            .WithCost(a => Cost.Match(Cost.Size(a[1]), ((NamedFormat)a[0].AsOpaque()).PatternSize))),
    ];

    private static bool Matches(string text, string pattern) => Patterns.TryGet(pattern, out var regex, out _) && regex.IsMatch(text);

    private static CelValue Validate(CelValue format, CelValue text)
    {
        var problems = ((NamedFormat)format.AsOpaque()).Problems(text.AsString());
        return problems.Count == 0 ? CelValue.None : CelValue.Some(CelValue.Of(CelList.Of([.. problems.Select(CelValue.Of)])));
    }

    private sealed class NamedFormat(string name, int patternSize, Func<string, List<string>> problems) : CelOpaque
    {
        public override CelType Type => F;

        public string Name => name;

        /// <summary>The length of the pattern that Kubernetes matches, for the cost.</summary>
        public int PatternSize => patternSize;

        public Func<string, List<string>> Problems => problems;

        public override string ToString() => name;
    }
}
