using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>The review that follows a break-glass.</summary>
public sealed record BreakGlassReview
{
    /// <summary>When it must have been done.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>The Approval by which it was done.</summary>
    [DnsName]
    public string? Approval { get; set; }

    /// <summary>When all sinks had been notified.</summary>
    public DateTimeOffset? NotifiedAt { get; set; }
}
