using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Semantic versions.</summary>
internal sealed class SemverLibrary : CelLibrary
{
    private static readonly CelType S = Semver.CelType;
    private static readonly CelType T = CelType.String;
    private static readonly CelType B = CelType.Bool;

    public override IEnumerable<CelType> Types => [S];

    public override IEnumerable<CelFunction> Functions =>
    [
        new(
            "semver",
            Global("string_to_semver", T, S, s => Parse(s, normalize: false)).WithCost(Walk),
            Global("string_bool_to_semver", T, B, S, (s, n) => Parse(s, n.AsBool())).WithCost(Walk)),
        new(
            "isSemver",
            Global("is_semver_string", T, B, s => CelValue.Of(!Parse(s, normalize: false).IsError)).WithCost(Walk),
            Global("is_semver_string_bool", T, B, B, (s, n) => CelValue.Of(!Parse(s, n.AsBool()).IsError)).WithCost(Walk)),
        new("isGreaterThan", Member("semver_is_greater_than", S, S, B, (a, b) => CelValue.Of(Of(a).CompareTo(Of(b)) > 0))),
        new("isLessThan", Member("semver_is_less_than", S, S, B, (a, b) => CelValue.Of(Of(a).CompareTo(Of(b)) < 0))),
        new("compareTo", Member("semver_compare_to", S, S, CelType.Int, (a, b) => CelValue.Of((long)Of(a).CompareTo(Of(b))))),
        new("major", Member("semver_major", S, CelType.Int, v => CelValue.Of(unchecked((long)Of(v).Major)))),
        new("minor", Member("semver_minor", S, CelType.Int, v => CelValue.Of(unchecked((long)Of(v).Minor)))),
        new("patch", Member("semver_patch", S, CelType.Int, v => CelValue.Of(unchecked((long)Of(v).Patch)))),
    ];

    private static long Walk(CelValue[] a) => Math.Max(1, Cost.Traversal(Cost.Size(a[0])));

    private static Semver Of(in CelValue value) => (Semver)value.AsOpaque();

    private static CelValue Parse(in CelValue text, bool normalize) =>
        Semver.TryParse(text.AsString(), normalize, out var problem) is { } version ? CelValue.Of(version) : CelValue.Error(problem);
}
