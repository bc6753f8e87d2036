namespace SegmentOperator.Api.Schema;

/// <summary>Text of bounded length that matches a pattern.</summary>
public sealed class MatchAttribute : StringBoundsAttribute
{
    /// <summary>At most <paramref name="maxLength"/> characters that match <paramref name="pattern"/>, anchored by itself.</summary>
    public MatchAttribute(int maxLength, string pattern)
    {
        MaxLength = maxLength;
        Pattern = pattern;
    }
}
