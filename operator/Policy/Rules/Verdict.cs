namespace SegmentOperator.Policy.Rules;

/// <summary>What a rule or a decision says; a greater value wins over a smaller one.</summary>
public enum Verdict
{
    /// <summary>Nothing against the change.</summary>
    Allow,

    /// <summary>The change goes on with a warning.</summary>
    Warn,

    /// <summary>The change waits for people.</summary>
    RequireApproval,

    /// <summary>The change is denied.</summary>
    Deny,
}
