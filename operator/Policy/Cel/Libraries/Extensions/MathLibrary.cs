using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>The math extension.</summary>
internal sealed class MathLibrary : CelLibrary
{
    private static readonly CelType I = CelType.Int;
    private static readonly CelType U = CelType.Uint;
    private static readonly CelType D = CelType.Double;
    private static readonly CelType[] Numbers = [D, I, U];

    public override IEnumerable<CelFunction> Functions =>
    [
        Extreme("math.@min", sign: -1),
        Extreme("math.@max", sign: 1),
        OnDouble("math.ceil", Math.Ceiling),
        OnDouble("math.floor", Math.Floor),
        OnDouble("math.round", v => Math.Round(v, MidpointRounding.AwayFromZero)),
        OnDouble("math.trunc", Math.Truncate),
        Test("math.isInf", double.IsInfinity),
        Test("math.isNaN", double.IsNaN),
        Test("math.isFinite", double.IsFinite),
        new(
            "math.abs",
            Global("math_abs_double", D, D, v => CelValue.Of(Math.Abs(v.AsDouble()))),
            Global("math_abs_int", I, I, v => v.AsInt() == long.MinValue ? CelValue.Error("integer overflow") : CelValue.Of(Math.Abs(v.AsInt()))),
            Global("math_abs_uint", U, U, v => v)),
        new(
            "math.sign",
            Global("math_sign_double", D, D, v => CelValue.Of(double.IsNaN(v.AsDouble()) ? double.NaN : Math.Sign(v.AsDouble()))),
            Global("math_sign_int", I, I, v => CelValue.Of((long)Math.Sign(v.AsInt()))),
            Global("math_sign_uint", U, U, v => CelValue.Of(v.AsUint() == 0 ? 0ul : 1ul))),
        new("math.sqrt", [.. Numbers.Select(t => Global($"math_sqrt_{t.Name}", t, D, v => CelValue.Of(Math.Sqrt(ToDouble(v)))))]),
        Bits("math.bitAnd", (a, b) => a & b),
        Bits("math.bitOr", (a, b) => a | b),
        Bits("math.bitXor", (a, b) => a ^ b),
        new(
            "math.bitNot",
            Global("math_bitNot_int_int", I, I, v => CelValue.Of(~v.AsInt())),
            Global("math_bitNot_uint_uint", U, U, v => CelValue.Of(~v.AsUint()))),
        Shift("math.bitShiftLeft", (v, by) => v << by),
        Shift("math.bitShiftRight", (v, by) => v >> by),
    ];

    private static double ToDouble(in CelValue value) => value.Kind switch
    {
        CelKind.Int => value.AsInt(),
        CelKind.Uint => value.AsUint(),
        _ => value.AsDouble(),
    };

    private static CelFunction OnDouble(string name, Func<double, double> apply) =>
        new(name, Global($"{name.Replace('.', '_')}_double", D, D, v => CelValue.Of(apply(v.AsDouble()))));

    private static CelFunction Test(string name, Func<double, bool> holds) =>
        new(name, Global($"{name.Replace('.', '_')}_double", D, CelType.Bool, v => CelValue.Of(holds(v.AsDouble()))));

    private static CelFunction Bits(string name, Func<ulong, ulong, ulong> apply) => new(
        name,
        Global($"{name.Replace('.', '_')}_int_int", I, I, I, (a, b) => CelValue.Of(unchecked((long)apply((ulong)a.AsInt(), (ulong)b.AsInt())))),
        Global($"{name.Replace('.', '_')}_uint_uint", U, U, U, (a, b) => CelValue.Of(apply(a.AsUint(), b.AsUint()))));

    /// <summary>Shifts by bits, int or not, without regard to the sign; 64 and more leave nothing.</summary>
    private static CelFunction Shift(string name, Func<ulong, int, ulong> apply)
    {
        return new CelFunction(
            name,
            Global($"{name.Replace('.', '_')}_int_int", I, I, I, (v, by) => Shifted(v, by, x => CelValue.Of(unchecked((long)x)))),
            Global($"{name.Replace('.', '_')}_uint_int", U, I, U, (v, by) => Shifted(v, by, CelValue.Of)));

        CelValue Shifted(in CelValue value, in CelValue by, Func<ulong, CelValue> result) => by.AsInt() switch
        {
            < 0 => CelValue.Error($"{name}() negative offset: {by.AsInt()}"),
            >= 64 => result(0),
            var bits => result(apply(unchecked((ulong)value.Bits), (int)bits)),
        };
    }

    private static CelFunction Extreme(string name, int sign)
    {
        var id = name.Replace('.', '_');
        return new CelFunction(name, [
            .. Numbers.Select(t => Global($"{id}_{t.Name}", t, t, v => v)),
            .. Numbers.SelectMany(a => Numbers.Select(b => Global($"{id}_{a.Name}_{b.Name}", a, b, a.Equals(b) ? a : CelType.Dyn, Better))),
            .. Numbers.Select(t => Global($"{id}_list_{t.Name}", CelType.List(t), t, OfList)),
        ]);

        CelValue Better(CelValue a, CelValue b) => CelNumbers.Compare(b, a) == sign ? b : a;

        CelValue OfList(CelValue value)
        {
            var list = value.AsList();
            if (list.Count == 0)
                return CelValue.Error($"{name}(list) argument must not be empty");
            var best = list[0];
            for (var i = 0; i < list.Count; i++)
            {
                if (!CelNumbers.IsNumber(list[i].Kind))
                    return CelValue.Error($"no such overload: {name}");
                best = Better(best, list[i]);
            }

            return best;
        }
    }
}
