using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Resource quantities.</summary>
internal sealed class QuantityLibrary : CelLibrary
{
    private static readonly CelType Q = Quantity.CelType;

    public override IEnumerable<CelType> Types => [Q];

    public override IEnumerable<CelFunction> Functions =>
    [
        new("quantity", Global("string_to_quantity", CelType.String, Q, Parse).WithCost(ParseCost)),
        new("isQuantity", Global("is_quantity_string", CelType.String, CelType.Bool, s => CelValue.Of(!Parse(s).IsError)).WithCost(ParseCost)),
        new("sign", Global("quantity_sign", Q, CelType.Int, q => CelValue.Of((long)Of(q).Nanos.Sign))),
        new("isGreaterThan", Member("quantity_is_greater_than", Q, Q, CelType.Bool, (a, b) => CelValue.Of(Compare(a, b) > 0))),
        new("isLessThan", Member("quantity_is_less_than", Q, Q, CelType.Bool, (a, b) => CelValue.Of(Compare(a, b) < 0))),
        new("compareTo", Member("quantity_compare_to", Q, Q, CelType.Int, (a, b) => CelValue.Of((long)Compare(a, b)))),
        new("asApproximateFloat", Member("quantity_get_float", Q, CelType.Double, q => CelValue.Of(Of(q).Approximate))),
        new("asInteger", Member("quantity_get_int", Q, CelType.Int, q =>
            Of(q).Integer is { } whole ? CelValue.Of(whole) : CelValue.Error("cannot convert value to integer"))),
        new("isInteger", Member("quantity_is_integer", Q, CelType.Bool, q => CelValue.Of(Of(q).Integer is not null))),
        new(
            "add",
            Member("quantity_add", Q, Q, Q, (a, b) => Add(Of(a), Of(b))),
            Member("quantity_add_int", Q, CelType.Int, Q, (a, b) => Add(Of(a), Quantity.Of(b.AsInt())))),
        new(
            "sub",
            Member("quantity_sub", Q, Q, Q, (a, b) => Subtract(Of(a), Of(b))),
            Member("quantity_sub_int", Q, CelType.Int, Q, (a, b) => Subtract(Of(a), Quantity.Of(b.AsInt())))),
    ];

    private static long ParseCost(CelValue[] a) => Math.Max(1, Cost.Traversal(Cost.Size(a[0])));

    private static Quantity Of(in CelValue value) => (Quantity)value.AsOpaque();

    private static int Compare(in CelValue a, in CelValue b) => Of(a).Nanos.CompareTo(Of(b).Nanos);

    private static CelValue Add(Quantity a, Quantity b) => CelValue.Of(a.Plus(b));

    private static CelValue Subtract(Quantity a, Quantity b) => CelValue.Of(a.Minus(b));

    private static CelValue Parse(CelValue text) =>
        Quantity.TryParse(text.AsString(), out var problem) is { } quantity ? CelValue.Of(quantity) : CelValue.Error(problem);
}
