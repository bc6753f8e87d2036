using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>A network, or pods of this cluster, that a run may reach.</summary>
[CelRule("has(self.cidr) != (has(self.namespaceSelector) || has(self.podSelector))",
    "give either cidr, or namespaceSelector and podSelector")]
[CelRule("!has(self.except) || size(self.except) == 0 || has(self.cidr)", "except needs cidr", FieldPath = ".except")]
public sealed record EgressRule
{
    /// <summary>The network: 203.0.113.0/24.</summary>
    [Cidr]
    public string? Cidr { get; set; }

    /// <summary>Parts of that network that stay closed.</summary>
    [Size(16)]
    [Cidr]
    [ListType]
    public IReadOnlyList<string> Except { get; set; } = [];

    /// <summary>Labels of the namespaces whose pods may be reached; with podSelector alone, this segment's own namespace.</summary>
    [Size(8)]
    [Match(63, "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$")]
    public IReadOnlyDictionary<string, string>? NamespaceSelector { get; set; }

    /// <summary>Labels of the pods that may be reached; with namespaceSelector alone, all pods there.</summary>
    [Size(8)]
    [Match(63, "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$")]
    public IReadOnlyDictionary<string, string>? PodSelector { get; set; }

    /// <summary>The ports that may be reached.</summary>
    [Required]
    [Size(16, Min = 1)]
    [Range(1, 65535)]
    [ListType]
    public IReadOnlyList<int> Ports { get; set; } = [];

    /// <summary>The ports' protocol.</summary>
    [Default("TCP")]
    public TransportProtocol Protocol { get; set; }

    /// <summary>What is reached there.</summary>
    [Text(256)]
    public string? Description { get; set; }
}
