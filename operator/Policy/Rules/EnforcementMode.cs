namespace SegmentOperator.Policy.Rules;

/// <summary>Whether a rule's verdict binds.</summary>
public enum EnforcementMode
{
    /// <summary>The verdict is only recorded.</summary>
    Audit,

    /// <summary>The verdict is shown as a warning.</summary>
    Warn,

    /// <summary>The verdict binds.</summary>
    Enforce,
}
