using SegmentOperator.Api.Schema;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>The grant's life. Only the operator writes it; it stays as history after the grant has ended.</summary>
public sealed record AccessGrantStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    [Range(0, long.MaxValue)]
    public long? ObservedGeneration { get; set; }

    /// <summary>Where the grant stands.</summary>
    public GrantPhase? Phase { get; set; }

    /// <summary>In one CamelCase word, why the grant stands there.</summary>
    [Match(128, "^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$")]
    public string? Reason { get; set; }

    /// <summary>In a sentence, why the grant stands there and what would move it.</summary>
    [Text(4096)]
    public string? Message { get; set; }

    /// <summary>
    /// Approved, Active and Revoked follow the grant's life, and Reviewed that of a break-glass; Ready, Reconciling and Stalled are kstatus' own; Complete or Failed is
    /// True once the grant has ended.
    /// </summary>
    [Size(24)]
    [ListType("type")]
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>The uid of the segment that the grant was judged under.</summary>
    [Text(128)]
    public string? SegmentUid { get; set; }

    /// <summary>The generation of the segment that the grant was judged under.</summary>
    [Range(0, long.MaxValue)]
    public long? SegmentGeneration { get; set; }

    /// <summary>What approvers are shown.</summary>
    public ReviewStatus? Review { get; set; }

    /// <summary>How far the approvals have come, by role.</summary>
    [Size(8)]
    [ListType("role")]
    public IReadOnlyList<ApprovalProgress> Approvals { get; set; } = [];

    /// <summary>When the grant becomes active, while it is Scheduled.</summary>
    public DateTimeOffset? ScheduledFor { get; set; }

    /// <summary>When the grant became active. It is written once, before access is given, and never moved.</summary>
    public DateTimeOffset? ActivatedAt { get; set; }

    /// <summary>When the grant ends: activatedAt and the duration. It is written once and never moved to a later time.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When the access was found to be gone.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>What gives the access, as long as the grant is active, and what gave it, afterwards.</summary>
    [Size(64)]
    public IReadOnlyList<GrantBinding> Bindings { get; set; } = [];

    /// <summary>
    /// When the org, asked before anything was assigned there, knew no assignment of the role to the subject that no grant had made: what
    /// somebody assigned before that is not this grant's, and is left alone.
    /// </summary>
    public DateTimeOffset? UnassignedAt { get; set; }

    /// <summary>
    /// When the org, which held no assignment of the role to the subject then, was found to let it carry no end. Before that, an assignment
    /// without an end is somebody else's.
    /// </summary>
    public DateTimeOffset? NoExpiryAt { get; set; }

    /// <summary>How the access is taken back.</summary>
    public RevocationStatus? Revocation { get; set; }

    /// <summary>The review that break-glass demands afterwards.</summary>
    public BreakGlassReview? BreakGlassReview { get; set; }

    /// <summary>The hash of the newest evidence about this grant.</summary>
    [Digest]
    public string? Evidence { get; set; }
}
