using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>One entry of a Secret or a ConfigMap in the operator's own namespace.</summary>
public sealed record KeyReference
{
    /// <summary>The object's name.</summary>
    [Required]
    [DnsName]
    public string Name { get; set; } = "";

    /// <summary>The entry's key in the object's data.</summary>
    [Required]
    [Match(253, "^[-._a-zA-Z0-9]+$")]
    public string Key { get; set; } = "";
}
