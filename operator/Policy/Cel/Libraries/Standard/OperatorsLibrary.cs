using SegmentOperator.Policy.Cel.Syntax;
using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>The operators' signatures, for the type checker; the compiler knows what they do.</summary>
internal sealed class OperatorsLibrary : CelLibrary
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");
    private static readonly CelType[] Numbers = [CelType.Int, CelType.Uint, CelType.Double];

    public override IEnumerable<CelFunction> Functions =>
    [
        new(Operators.Conditional, Operator("conditional", A, CelType.Bool, A, A)),
        new(Operators.LogicalNot, Operator("logical_not", CelType.Bool, CelType.Bool)),
        new(Operators.Negate, Same("negate", 1, CelType.Int, CelType.Double)),
        new(Operators.Add, [.. Same("add", 2, Numbers), .. Same("add", 2, CelType.String, CelType.Bytes, CelType.List(A)), .. TimeSums()]),
        new(Operators.Subtract, [.. Same("subtract", 2, Numbers), .. TimeDifferences()]),
        new(Operators.Multiply, Same("multiply", 2, Numbers)),
        new(Operators.Divide, Same("divide", 2, Numbers)),
        new(Operators.Modulo, Same("modulo", 2, CelType.Int, CelType.Uint)),
        new(Operators.Equal, Operator("equals", CelType.Bool, A, A)),
        new(Operators.NotEqual, Operator("not_equals", CelType.Bool, A, A)),
        new(Operators.Less, Comparisons("less")),
        new(Operators.LessEqual, Comparisons("less_equals")),
        new(Operators.Greater, Comparisons("greater")),
        new(Operators.GreaterEqual, Comparisons("greater_equals")),
        new(Operators.In, Operator("in_list", CelType.Bool, A, CelType.List(A)), Operator("in_map", CelType.Bool, A, CelType.Map(A, B))),
        new(
            Operators.Index,
            Operator("index_list", A, CelType.List(A), CelType.Int),
            Operator("index_map", B, CelType.Map(A, B), A),
            Operator("optional_list_index_int", CelType.Optional(A), CelType.Optional(CelType.List(A)), CelType.Int),
            Operator("optional_map_index_value", CelType.Optional(B), CelType.Optional(CelType.Map(A, B)), A)),
        new(
            Operators.OptionalIndex,
            Operator("list_optindex_optional_int", CelType.Optional(A), CelType.List(A), CelType.Int),
            Operator("optional_list_optindex_optional_int", CelType.Optional(A), CelType.Optional(CelType.List(A)), CelType.Int),
            Operator("map_optindex_optional_value", CelType.Optional(B), CelType.Map(A, B), A),
            Operator("optional_map_optindex_optional_value", CelType.Optional(B), CelType.Optional(CelType.Map(A, B)), A)),
    ];

    private static CelOverload[] Same(string name, int count, params CelType[] types) =>
        [.. types.Select(t => Operator($"{name}_{t.Name}", t, [.. Enumerable.Repeat(t, count)]))];

    private static CelOverload[] TimeSums() =>
    [
        Operator("add_duration_duration", CelType.Duration, CelType.Duration, CelType.Duration),
        Operator("add_duration_timestamp", CelType.Timestamp, CelType.Duration, CelType.Timestamp),
        Operator("add_timestamp_duration", CelType.Timestamp, CelType.Timestamp, CelType.Duration),
    ];

    private static CelOverload[] TimeDifferences() =>
    [
        Operator("subtract_duration_duration", CelType.Duration, CelType.Duration, CelType.Duration),
        Operator("subtract_timestamp_timestamp", CelType.Duration, CelType.Timestamp, CelType.Timestamp),
        Operator("subtract_timestamp_duration", CelType.Timestamp, CelType.Timestamp, CelType.Duration),
    ];

    private static CelOverload[] Comparisons(string name)
    {
        CelType[] alike = [CelType.Bool, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration];
        return
        [
            .. alike.Select(t => Operator($"{name}_{t.Name}", CelType.Bool, t, t)),
            .. Numbers.SelectMany(a => Numbers.Select(b => Operator($"{name}_{a.Name}_{b.Name}", CelType.Bool, a, b))),
        ];
    }
}
