using SegmentOperator.Api.Schema;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What the operator made of the segment. Only the operator writes it.</summary>
public sealed record SegmentStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    [Range(0, long.MaxValue)]
    public long? ObservedGeneration { get; set; }

    /// <summary>
    /// Ready: requests are judged and runs may start. Isolated: the isolation namespace is as declared. Trusted: keys and trust roots
    /// could be read. RulesValid: every rule compiles. Documented: owner, sponsor, a security contact and all justifications are
    /// given. AccessExplained: every binding and assignment belongs to a grant. SecretsClosed: nobody but the operator may read Secrets of
    /// the isolation namespace. Reviewed: no recertification is overdue. Reconciling and Stalled are kstatus' own.
    /// </summary>
    [Size(24)]
    [ListType("type")]
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>The isolation namespace.</summary>
    [DnsLabel]
    public string? Namespace { get; set; }

    /// <summary>The posture that applies.</summary>
    public Posture? EffectivePosture { get; set; }

    /// <summary>The frameworks that apply: the segment's own and those of its production segment.</summary>
    [Size(8)]
    [ListType]
    public IReadOnlyList<Framework> EffectiveFrameworks { get; set; } = [];

    /// <summary>The longest session, and the longest that a run's credential may live.</summary>
    [Duration]
    public string? SessionTimeout { get; set; }

    /// <summary>What identifies the target: requests for the same target run one after the other.</summary>
    [Text(512)]
    public string? TargetKey { get; set; }

    /// <summary>Grants that are active or being revoked.</summary>
    [Range(0, int.MaxValue)]
    public int ActiveGrants { get; set; }

    /// <summary>Runs that are under way.</summary>
    [Range(0, int.MaxValue)]
    public int LiveRuns { get; set; }

    /// <summary>Requests that wait: for checks, for people, for a window, for their turn.</summary>
    [Range(0, int.MaxValue)]
    public int WaitingRequests { get; set; }

    /// <summary>Break-glass whose review is open.</summary>
    [Range(0, int.MaxValue)]
    public int UnreviewedBreakGlass { get; set; }

    /// <summary>Access in the isolation namespace or in the org that no grant explains.</summary>
    [Range(0, int.MaxValue)]
    public int UnexplainedAccess { get; set; }

    /// <summary>The trust root that signatures are judged by.</summary>
    public TrustRootStatus? TrustRoot { get; set; }

    /// <summary>The hash of the artifact policy with the keys and roots that it refers to.</summary>
    [Digest]
    public string? PolicyHash { get; set; }

    /// <summary>The last drift that was repaired.</summary>
    public DriftStatus? LastDrift { get; set; }

    /// <summary>What is due for recertification: personas, roles and exceptions as they are now.</summary>
    public ReviewStatus? Review { get; set; }

    /// <summary>When the owner last confirmed personas, roles and exceptions.</summary>
    public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>When the owner must confirm them next.</summary>
    public DateTimeOffset? NextReviewAt { get; set; }

    /// <summary>The hash of the newest evidence about this segment.</summary>
    [Digest]
    public string? Evidence { get; set; }
}

/// <summary>A trust root as it was read.</summary>
public sealed record TrustRootStatus
{
    /// <summary>Where it came from, in words.</summary>
    [Text(512)]
    public string? Source { get; set; }

    /// <summary>The hash of its content.</summary>
    [Digest]
    public string? Digest { get; set; }

    /// <summary>When it was read.</summary>
    public DateTimeOffset? LoadedAt { get; set; }

    /// <summary>When it must have been renewed.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}

/// <summary>A repaired drift.</summary>
public sealed record DriftStatus
{
    /// <summary>What had been changed or removed: NetworkPolicy/default-deny.</summary>
    [Text(512)]
    public string? Object { get; set; }

    /// <summary>When it was repaired.</summary>
    public DateTimeOffset? RepairedAt { get; set; }

    /// <summary>How many there were since the segment exists.</summary>
    [Range(0, int.MaxValue)]
    public int Count { get; set; }
}
