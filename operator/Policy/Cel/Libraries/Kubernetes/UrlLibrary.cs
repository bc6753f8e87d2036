using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>URLs.</summary>
internal sealed class UrlLibrary : CelLibrary
{
    private static readonly CelType U = Url.CelType;

    public override IEnumerable<CelType> Types => [U];

    public override IEnumerable<CelFunction> Functions =>
    [
        new("url", Global("string_to_url", CelType.String, U, Parse).WithCost(Walk)),
        new("isURL", Global("is_url_string", CelType.String, CelType.Bool, s => CelValue.Of(!Parse(s).IsError)).WithCost(Walk)),
        Part("getScheme", "url_get_scheme", u => u.Scheme),
        Part("getHost", "url_get_host", u => u.Host),
        Part("getHostname", "url_get_hostname", u => u.Hostname),
        Part("getPort", "url_get_port", u => u.Port),
        Part("getEscapedPath", "url_get_escaped_path", u => u.EscapedPath),
        new("getQuery", Member("url_get_query", U, CelType.Map(CelType.String, CelType.List(CelType.String)), u => Query((Url)u.AsOpaque()))),
    ];

    private static long Walk(CelValue[] a) => Math.Max(1, Cost.Traversal(Cost.Size(a[0])));

    private static CelFunction Part(string name, string id, Func<Url, string> part) =>
        new(name, Member(id, U, CelType.String, u => CelValue.Of(part((Url)u.AsOpaque()))));

    private static CelValue Parse(CelValue text) => Url.TryParse(text.AsString(), out var problem) is { } url
        ? CelValue.Of(url)
        : CelValue.Error($"URL parse error during conversion from string: {problem}");

    private static CelValue Query(Url url)
    {
        var entries = new OrderedDictionary<CelValue, CelValue>();
        foreach (var (name, values) in url.Parameters())
            entries[CelValue.Of(name)] = CelValue.Of(CelList.Of([.. values.Select(CelValue.Of)]));
        return CelValue.Of(new CelDictionary(entries));
    }
}
