using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Values that may be absent.</summary>
internal sealed class OptionalsLibrary : CelLibrary
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType OptionalA = CelType.Optional(A);

    public override IEnumerable<CelType> Types => [CelType.AnyOptional];

    public override IEnumerable<CelFunction> Functions =>
    [
        new("optional.of", Global("optional_of", A, OptionalA, CelValue.Some)),
        new("optional.ofNonZeroValue", Global("optional_ofNonZeroValue", A, OptionalA, v => IsZero(v) ? CelValue.None : CelValue.Some(v))),
        new("optional.none", Global("optional_none", [], OptionalA, _ => CelValue.None)),
        new("value", Member("optional_value", OptionalA, A, o =>
            o.TryGetOptional(out var content) ? content : CelValue.Error("optional.none() dereference"))),
        new("hasValue", Member("optional_hasValue", OptionalA, CelType.Bool, o => CelValue.Of(o.TryGetOptional(out _)))),
        new("or", Member("optional_or_optional", OptionalA, OptionalA, OptionalA, (o, other) => o.TryGetOptional(out _) ? o : other)),
        new("orValue", Member("optional_orValue_value", OptionalA, A, A, (o, other) => o.TryGetOptional(out var content) ? content : other)),
        new("optional.unwrap", Global("optional_unwrap", CelType.List(OptionalA), CelType.List(A), Unwrap)),
        new("unwrapOpt", Member("optional_unwrapOpt", CelType.List(OptionalA), CelType.List(A), Unwrap)),
    ];

    private static CelValue Unwrap(CelValue list)
    {
        List<CelValue> present = [];
        for (var i = 0; i < list.AsList().Count; i++)
        {
            var item = list.AsList()[i];
            if (item.Kind != CelKind.Optional)
                return CelValue.Error($"value {CelText.Plain(item)} is not optional");
            if (item.TryGetOptional(out var content))
                present.Add(content);
        }

        return CelValue.Of(CelList.Of([.. present]));
    }

    private static bool IsZero(in CelValue value) => value.Kind switch
    {
        CelKind.Null => true,
        CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Duration => value.Bits == 0,
        CelKind.Double => value.AsDouble() == 0,
        CelKind.String => value.AsString().Length == 0,
        CelKind.Bytes => value.AsBytes().IsEmpty,
        CelKind.List => value.AsList().Count == 0,
        CelKind.Map => value.AsMap().Count == 0,
        CelKind.Timestamp => value.AsTimestamp() == default,
        CelKind.Optional => !value.TryGetOptional(out _),
        _ => false,
    };
}
