using SegmentOperator.Api.Schema;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Whether an Approval counts. Only the operator writes it.</summary>
public sealed record ApprovalStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    [Range(0, long.MaxValue)]
    public long? ObservedGeneration { get; set; }

    /// <summary>Whether it counts.</summary>
    public ApprovalState? State { get; set; }

    /// <summary>In one CamelCase word, why: RoleNotHeld, SamePerson, DigestChanged, TargetGone, TargetFinished.</summary>
    [Match(128, "^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$")]
    public string? Reason { get; set; }

    /// <summary>In a sentence, why.</summary>
    [Text(1024)]
    public string? Message { get; set; }

    /// <summary>Ready is True while the Approval counts; Reconciling and Stalled are kstatus' own.</summary>
    [Size(16)]
    [ListType("type")]
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>When it was first counted.</summary>
    public DateTimeOffset? CountedAt { get; set; }

    /// <summary>When it stops counting.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}

/// <summary>Whether an Approval counts.</summary>
public enum ApprovalState
{
    /// <summary>It has not been looked at yet.</summary>
    Pending,

    /// <summary>It counts.</summary>
    Counted,

    /// <summary>It does not count, and never will.</summary>
    Void,

    /// <summary>It counted, and its time is over.</summary>
    Expired,
}
