namespace SegmentOperator.Api.Schema;

/// <summary>A DNS label, as namespaces and most of our own names are.</summary>
public sealed class DnsLabelAttribute : StringBoundsAttribute
{
    /// <summary>At most 63 lower-case letters, digits and inner hyphens.</summary>
    public DnsLabelAttribute()
    {
        MaxLength = 63;
        MinLength = 1;
        Pattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    }
}
