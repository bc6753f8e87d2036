using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>How much the isolation namespace may hold: its ResourceQuota.</summary>
public sealed record IsolationSpec
{
    /// <summary>Pods at once. One run at a time per target leaves room for those that are just ending.</summary>
    [Default(4)]
    [Range(1, 100)]
    public int MaxPods { get; set; } = 4;

    /// <summary>What all pods together may use. Without it the operator's defaults.</summary>
    public ResourceAmounts? Limits { get; set; }
}
