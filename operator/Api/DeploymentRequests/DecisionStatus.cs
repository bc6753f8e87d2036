using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What the rules said about a change.</summary>
public sealed record DecisionStatus
{
    /// <summary>What follows.</summary>
    [Required]
    public RuleVerdict Verdict { get; set; }

    /// <summary>In one CamelCase word, why.</summary>
    [Match(128, "^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$")]
    public string? Reason { get; set; }

    /// <summary>In a sentence, why, and what would be decided otherwise.</summary>
    [Text(4096)]
    public string? Message { get; set; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>The approval roles that are needed.</summary>
    [Size(8)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> ApprovalRoles { get; set; } = [];

    /// <summary>The hash of everything that the rules saw. The same inputs give the same decision.</summary>
    [Digest]
    public string? InputsHash { get; set; }

    /// <summary>The hash of the rules, thresholds and posture that decided.</summary>
    [Digest]
    public string? PolicyHash { get; set; }

    /// <summary>What each rule said.</summary>
    [Size(128)]
    [ListType("source", "name")]
    public IReadOnlyList<RuleResult> Rules { get; set; } = [];
}

/// <summary>What one rule said.</summary>
public sealed record RuleResult
{
    /// <summary>The rule's name.</summary>
    [Required]
    [Text(128, 1)]
    public string Name { get; set; } = "";

    /// <summary>Where the rule comes from: segment, operator, or a framework's pack with its version, such as sox/1.</summary>
    [Required]
    [Text(64, 1)]
    public string Source { get; set; } = "";

    /// <summary>What it said.</summary>
    [Required]
    public RuleVerdict Verdict { get; set; }

    /// <summary>Whether that binds.</summary>
    public Enforcement? Enforcement { get; set; }

    /// <summary>The rule could not be evaluated, which counts as Deny; the message says why.</summary>
    public bool Error { get; set; }

    /// <summary>Why, in a sentence.</summary>
    [Text(1024)]
    public string? Message { get; set; }

    /// <summary>The framework's control that the rule serves.</summary>
    [Text(128)]
    public string? Control { get; set; }
}
