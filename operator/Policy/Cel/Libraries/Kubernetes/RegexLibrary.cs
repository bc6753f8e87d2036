using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary><c>find</c> and <c>findAll</c>.</summary>
internal sealed class RegexLibrary : CelLibrary
{
    private static readonly CelType T = CelType.String;
    private static readonly CelType Texts = CelType.List(CelType.String);

    public override IEnumerable<CelFunction> Functions =>
    [
        new("find", Member("string_find_string", T, T, T, Find).WithCost(MatchCost)),
        new(
            "findAll",
            Member("string_find_all_string", T, T, Texts, (text, pattern) => FindAll(text, pattern, -1)).WithCost(MatchCost),
            Member("string_find_all_string_int", [T, T, CelType.Int], Texts, a => FindAll(a[0], a[1], a[2].AsInt())).WithCost(MatchCost)),
    ];

    private static long MatchCost(CelValue[] a) => Cost.Match(Cost.Size(a[0]), Cost.Size(a[1]));

    private static CelValue Find(CelValue text, CelValue pattern) => Patterns.TryGet(pattern.AsString(), out var regex, out var error)
        ? CelValue.Of(regex.Match(text.AsString()).Value)
        : error;

    private static CelValue FindAll(CelValue text, CelValue pattern, long limit)
    {
        if (!Patterns.TryGet(pattern.AsString(), out var regex, out var error))
            return error;
        List<CelValue> found = [];
        var end = -1;
        for (var match = regex.Match(text.AsString()); match.Success && (limit < 0 || found.Count < limit); match = match.NextMatch())
        {
            // An empty match right behind another one does not count.
            if (match.Length > 0 || match.Index != end)
                found.Add(CelValue.Of(match.Value));
            end = match.Index + match.Length;
        }

        return CelValue.Of(CelList.Of([.. found]));
    }
}
