namespace SegmentOperator.Api.Schema;

/// <summary>An IPv4 or IPv6 range in CIDR notation.</summary>
public sealed class CidrAttribute : StringBoundsAttribute
{
    /// <summary>At most 43 characters, with the prefix length.</summary>
    public CidrAttribute()
    {
        MaxLength = 43;
        MinLength = 3;
        Pattern = "^[0-9a-fA-F:.]+/[0-9]{1,3}$";
        Format = "cidr";
    }
}
