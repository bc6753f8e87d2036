using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>How risky a change is.</summary>
public sealed record RiskStatus
{
    /// <summary>From 0, harmless, to 100.</summary>
    [Range(0, 100)]
    public int Score { get; set; }

    /// <summary>The score in a word.</summary>
    public RiskLevel? Level { get; set; }

    /// <summary>What the score is made of.</summary>
    [Size(16)]
    [ListType("name")]
    public IReadOnlyList<RiskFactor> Factors { get; set; } = [];
}

/// <summary>A score in a word.</summary>
public enum RiskLevel
{
    /// <summary>From 75.</summary>
    Critical,

    /// <summary>From 50.</summary>
    High,

    /// <summary>From 25.</summary>
    Medium,

    /// <summary>Below 25.</summary>
    Low,
}

/// <summary>One share of a score.</summary>
public sealed record RiskFactor
{
    /// <summary>The factor's name.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>Its share of the score.</summary>
    [Range(-100, 100)]
    public int Share { get; set; }

    /// <summary>Why the share is what it is.</summary>
    [Text(512)]
    public string? Message { get; set; }
}
