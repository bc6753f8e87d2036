namespace SegmentOperator.Policy.Cel;

/// <summary>A library's own value. Equality is <see cref="object.Equals(object?)"/>.</summary>
public abstract class CelOpaque
{
    /// <summary>The type that <c>type(x)</c> shows and overloads are chosen by.</summary>
    public abstract CelType Type { get; }
}
