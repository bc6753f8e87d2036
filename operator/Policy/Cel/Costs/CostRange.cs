namespace SegmentOperator.Policy.Cel;

/// <summary>Bounds of a size or a cost; sums and products stop at the largest number instead of overflowing.</summary>
internal readonly record struct CostRange(ulong Min, ulong Max)
{
    public static CostRange Unknown => new(0, ulong.MaxValue);

    public static CostRange Exactly(ulong value) => new(value, value);

    public static CostRange operator +(CostRange a, CostRange b) => new(Add(a.Min, b.Min), Add(a.Max, b.Max));

    public static CostRange operator +(CostRange a, ulong b) => a + Exactly(b);

    public static CostRange operator *(CostRange a, CostRange b) => new(Multiply(a.Min, b.Min), Multiply(a.Max, b.Max));

    /// <summary>Either of two.</summary>
    public CostRange Union(CostRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>A fraction of it, rounded up.</summary>
    public CostRange Times(double factor) => new(Times(Min, factor), Times(Max, factor));

    private static ulong Add(ulong a, ulong b) => a > ulong.MaxValue - b ? ulong.MaxValue : a + b;

    private static ulong Multiply(ulong a, ulong b) => a != 0 && b > ulong.MaxValue / a ? ulong.MaxValue : a * b;

    private static ulong Times(ulong value, double factor) =>
        Math.Ceiling(value * factor) is var product && product < ulong.MaxValue ? (ulong)product : ulong.MaxValue;
}
