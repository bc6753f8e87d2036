namespace SegmentOperator.Policy.Cel;

/// <summary>Functions and named types that belong together.</summary>
public abstract class CelLibrary
{
    /// <summary>The functions; one of the same name in another library keeps its overloads beside these.</summary>
    public virtual IEnumerable<CelFunction> Functions => [];

    /// <summary>Types that expressions may name, such as <c>optional_type</c>.</summary>
    public virtual IEnumerable<CelType> Types => [];
}
