namespace SegmentOperator.Api.Schema;

/// <summary>A DNS subdomain, as names of Secrets, ConfigMaps and our objects are.</summary>
public sealed class DnsNameAttribute : StringBoundsAttribute
{
    /// <summary>At most 253 lower-case letters, digits, inner hyphens and dots.</summary>
    public DnsNameAttribute()
    {
        MaxLength = 253;
        MinLength = 1;
        Pattern = "^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$";
    }
}
