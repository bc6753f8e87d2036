namespace SegmentOperator.Policy.Cel;

/// <summary>A function's name with its overloads. At most one overload fits a given list of argument types.</summary>
public sealed record CelFunction(string Name, IReadOnlyList<CelOverload> Overloads)
{
    /// <summary>A function with these overloads.</summary>
    public CelFunction(string name, params CelOverload[] overloads)
        : this(name, (IReadOnlyList<CelOverload>)overloads)
    {
    }
}
