using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>A request's target, and its place in the target's queue.</summary>
public sealed record TargetStatus
{
    /// <summary>What identifies the target: requests with the same key run one after the other.</summary>
    [Required]
    [Text(512)]
    public string Key { get; set; } = "";

    /// <summary>Since when the request waits for its turn.</summary>
    public DateTimeOffset? QueuedAt { get; set; }

    /// <summary>How many requests are before it.</summary>
    [Range(0, int.MaxValue)]
    public int? Ahead { get; set; }
}
