using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary><c>size</c> and the functions on text that belong to the language itself.</summary>
internal sealed class TextLibrary : CelLibrary
{
    private static readonly CelType[] Sized =
    [
        CelType.String, CelType.Bytes, CelType.List(CelType.Parameter("A")), CelType.Map(CelType.Parameter("A"), CelType.Parameter("B")),
    ];

    public override IEnumerable<CelFunction> Functions =>
    [
        new("size", [
            .. Sized.Select(t => Global($"size_{t.Name}", t, CelType.Int, Size)),
            .. Sized.Select(t => Member($"{t.Name}_size", t, CelType.Int, Size)),
        ]),
        OnText("contains", (a, b) => a.Contains(b, StringComparison.Ordinal), a => Cost.Traversal(Cost.Size(a[0])) * Cost.Traversal(Cost.Size(a[1]))),
        OnText("startsWith", (a, b) => a.StartsWith(b, StringComparison.Ordinal), a => Cost.Traversal(Cost.Size(a[0]))),
        OnText("endsWith", (a, b) => a.EndsWith(b, StringComparison.Ordinal), a => Cost.Traversal(Cost.Size(a[0]))),
        new(
            "matches",
            Global("matches", CelType.String, CelType.String, CelType.Bool, Matches).WithCost(MatchCost),
            Member("matches_string", CelType.String, CelType.String, CelType.Bool, Matches).WithCost(MatchCost)),
    ];

    private static CelFunction OnText(string name, Func<string, string, bool> holds, Func<CelValue[], long> cost) => new(
        name,
        Member($"{name}_string", CelType.String, CelType.String, CelType.Bool, (a, b) => CelValue.Of(holds(a.AsString(), b.AsString())))
            .WithCost(cost));

    private static CelValue Size(CelValue value) => CelValue.Of(value.Kind switch
    {
        CelKind.String => CodePoints.Count(value.AsString()),
        CelKind.Bytes => value.AsBytes().Length,
        CelKind.List => value.AsList().Count,
        _ => (long)value.AsMap().Count,
    });

    private static CelValue Matches(CelValue text, CelValue pattern) => Patterns.TryGet(pattern.AsString(), out var regex, out var error)
        ? CelValue.Of(regex.IsMatch(text.AsString()))
        : error;

    private static long MatchCost(CelValue[] a) => Cost.Match(Cost.Size(a[0]), Cost.Size(a[1]));
}
