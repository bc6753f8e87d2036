using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>One rule over a change.</summary>
[CelRule("!has(self.roles) || size(self.roles) == 0 || self.then == 'RequireApproval'",
    "only a rule that requires approval names approval roles; remove roles", FieldPath = ".roles")]
public sealed record SegmentRule
{
    /// <summary>The rule's name, as decisions show it.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>
    /// When the rule applies: a CEL expression that yields a boolean. An error, an absent field that is not asked for with has(), or
    /// an expression that costs too much counts as a denial by this rule.
    /// </summary>
    [Required]
    [Text(4096, 1)]
    public string When { get; set; } = "";

    /// <summary>What follows when the rule applies.</summary>
    [Required]
    public RuleVerdict Then { get; set; }

    /// <summary>With RequireApproval: the approval roles that must agree. Without it all of the segment's roles must.</summary>
    [Size(8)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Roles { get; set; } = [];

    /// <summary>What to tell the requester: what is wrong, and what would be right.</summary>
    [Text(1024)]
    public string? Message { get; set; }

    /// <summary>Whether this rule binds; without it the segment's enforcement applies.</summary>
    public Enforcement? Enforcement { get; set; }
}

/// <summary>What a rule leads to.</summary>
public enum RuleVerdict
{
    /// <summary>The change is denied.</summary>
    Deny,

    /// <summary>The change waits for people.</summary>
    RequireApproval,

    /// <summary>The change goes on with a warning.</summary>
    Warn,

    /// <summary>The rule has nothing against the change.</summary>
    Allow,
}

/// <summary>Whether a verdict binds.</summary>
public enum Enforcement
{
    /// <summary>The verdict binds.</summary>
    Enforce,

    /// <summary>The verdict is shown as a warning.</summary>
    Warn,

    /// <summary>The verdict is only recorded.</summary>
    Audit,
}
