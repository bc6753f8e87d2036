namespace SegmentOperator.Runtime;

/// <summary>The condition types that kstatus, Argo CD and Flux understand.</summary>
public static class ConditionTypes
{
    /// <summary>The object is as its spec says.</summary>
    public const string Ready = "Ready";

    /// <summary>Work is going on.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>Work cannot go on until somebody changes something.</summary>
    public const string Stalled = "Stalled";
}
