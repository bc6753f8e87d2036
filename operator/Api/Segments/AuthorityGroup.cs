using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Authorities that vouch together.</summary>
[CelRule("!has(self.require) || self.require <= size(self.of)", "require must not be greater than the number of members", FieldPath = ".require")]
public sealed record AuthorityGroup
{
    /// <summary>The group's name. It must differ from every authority's.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>Names of authorities, or of groups that stand before this one in the list.</summary>
    [Required]
    [Size(16, Min = 1)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Of { get; set; } = [];

    /// <summary>How many different members must vouch.</summary>
    [Default(1)]
    [Range(1, 16)]
    public int Require { get; set; } = 1;
}
