namespace SegmentOperator.Api.Schema;

/// <summary>A content digest, <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
public sealed class DigestAttribute : StringBoundsAttribute
{
    /// <summary>SHA-256 only.</summary>
    public DigestAttribute()
    {
        MaxLength = 71;
        Pattern = "^sha256:[a-f0-9]{64}$";
    }
}
