namespace SegmentOperator.Api.Schema;

/// <summary>How many items a list, or entries a map, may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SizeAttribute(int max) : Attribute
{
    /// <summary>Items at most.</summary>
    public int Max { get; } = max;

    /// <summary>Items at least.</summary>
    public int Min { get; init; }
}
