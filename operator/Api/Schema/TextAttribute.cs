namespace SegmentOperator.Api.Schema;

/// <summary>Free text of bounded length.</summary>
public sealed class TextAttribute : StringBoundsAttribute
{
    /// <summary>At most <paramref name="maxLength"/> characters, at least <paramref name="minLength"/>.</summary>
    public TextAttribute(int maxLength, int minLength = 0)
    {
        MaxLength = maxLength;
        MinLength = minLength;
    }
}
