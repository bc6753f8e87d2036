using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>
/// The strings extension. Positions count code points. The specification makes an error of a search that starts behind the
/// end; a kube-apiserver finds nothing there, and has no <c>reverse</c>.
/// </summary>
internal sealed class StringsLibrary(bool asKubernetes) : CelLibrary
{
    private static readonly CelType T = CelType.String;
    private static readonly CelType N = CelType.Int;
    private static readonly CelType Texts = CelType.List(CelType.String);

    public override IEnumerable<CelFunction> Functions
    {
        get
        {
            yield return new("charAt", Member("string_char_at_int", T, N, T, (s, i) => Strings.CharAt(s.AsString(), i.AsInt())).WithCost(Walk));
            yield return new(
                "indexOf",
                Member("string_index_of_string", T, T, N, (s, o) => Strings.IndexOf(s.AsString(), o.AsString(), 0)).WithCost(Search),
                Member("string_index_of_string_int", [T, T, N], N, a => IsBeyondEnd(a) ? Strings.OutOfRange(a[2].AsInt()) : Strings.IndexOf(a[0].AsString(), a[1].AsString(), a[2].AsInt()))
                    .WithCost(Search));
            yield return new(
                "lastIndexOf",
                Member("string_last_index_of_string", T, T, N, (s, o) => Strings.LastIndexOf(s.AsString(), o.AsString(), null)).WithCost(Search),
                Member("string_last_index_of_string_int", [T, T, N], N, a => IsBeyondEnd(a) ? Strings.OutOfRange(a[2].AsInt()) : Strings.LastIndexOf(a[0].AsString(), a[1].AsString(), a[2].AsInt()))
                    .WithCost(Search));
            yield return new(
                "join",
                Member("list_join", Texts, T, l => Strings.Join(l.AsList(), "")).WithCost(JoinCost),
                Member("list_join_string", Texts, T, T, (l, d) => Strings.Join(l.AsList(), d.AsString())).WithCost(JoinCost));
            yield return new(
                "replace",
                Member("string_replace_string_string", [T, T, T], T, a => Strings.Replace(a[0].AsString(), a[1].AsString(), a[2].AsString(), -1))
                    .WithCost(ReplaceCost),
                Member("string_replace_string_string_int", [T, T, T, N], T, a => Strings.Replace(a[0].AsString(), a[1].AsString(), a[2].AsString(), a[3].AsInt()))
                    .WithCost(ReplaceCost));
            yield return new(
                "split",
                Member("string_split_string", T, T, Texts, (s, d) => Strings.Split(s.AsString(), d.AsString(), -1)).WithCost(Walk),
                Member("string_split_string_int", [T, T, N], Texts, a => Strings.Split(a[0].AsString(), a[1].AsString(), a[2].AsInt())).WithCost(Walk));
            yield return new(
                "substring",
                Member("string_substring_int", T, N, T, (s, i) => Strings.Substring(s.AsString(), i.AsInt(), null)).WithCost(Walk),
                Member("string_substring_int_int", [T, N, N], T, a => Strings.Substring(a[0].AsString(), a[1].AsInt(), a[2].AsInt())).WithCost(Walk));
            yield return OnText("lowerAscii", "string_lower_ascii", Strings.LowerAscii);
            yield return OnText("upperAscii", "string_upper_ascii", Strings.UpperAscii);
            yield return OnText("trim", "string_trim", Strings.Trim);
            if (!asKubernetes)
                yield return OnText("reverse", "string_reverse", Strings.Reverse);
            yield return new("strings.quote", Global("strings_quote", T, T, s => CelValue.Of(Strings.Quote(s.AsString()))).WithCost(Walk));
            yield return new("format", Member("string_format", T, CelType.List(CelType.Dyn), T, asKubernetes ? Format.ApplyAsKubernetes : Format.Apply).WithCost(Walk));
        }
    }

    private bool IsBeyondEnd(ReadOnlySpan<CelValue> a) => !asKubernetes && a[2].AsInt() > CodePoints.Count(a[0].AsString());

    private static CelFunction OnText(string name, string id, Func<string, string> change) =>
        new(name, Member(id, T, T, s => CelValue.Of(change(s.AsString()))).WithCost(Walk));

    private static long Walk(CelValue[] a) => Math.Max(1, Cost.Traversal(Cost.Size(a[0])));

    private static long Search(CelValue[] a) => Math.Max(1, Cost.Traversal(Cost.Size(a[0])) * Math.Max(1, Cost.Traversal(Cost.Size(a[1]))));

    /// <summary>Bounds the result before it is built: every position may be replaced by the whole new text.</summary>
    private static long ReplaceCost(CelValue[] a) =>
        1 + Cost.Traversal(Cost.Size(a[0]) + ((Cost.Size(a[0]) + 1) / Math.Max(1, Cost.Size(a[1])) * Cost.Size(a[2])));

    private static long JoinCost(CelValue[] a)
    {
        var separator = a.Length > 1 ? Cost.Size(a[1]) : 0;
        long size = 0;
        for (var i = 0; i < a[0].AsList().Count; i++)
            size += Cost.Size(a[0].AsList()[i]) + separator;
        return 1 + Cost.Traversal(size);
    }
}
