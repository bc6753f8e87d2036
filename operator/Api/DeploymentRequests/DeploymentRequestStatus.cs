using SegmentOperator.Api.Schema;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>How far the request has come. Only the operator writes it.</summary>
public sealed record DeploymentRequestStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    [Range(0, long.MaxValue)]
    public long? ObservedGeneration { get; set; }

    /// <summary>Where the request stands.</summary>
    public DeploymentPhase? Phase { get; set; }

    /// <summary>In one CamelCase word, why the request stands there.</summary>
    [Match(128, "^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$")]
    public string? Reason { get; set; }

    /// <summary>In a sentence, why the request stands there and what would move it.</summary>
    [Text(4096)]
    public string? Message { get; set; }

    /// <summary>
    /// Verified, Decided, Approved, Scheduled, Ran and CredentialRevoked follow the request's way, and Reviewed a break-glass; Ready, Reconciling and Stalled are
    /// kstatus' own; Complete or Failed is True once the request has ended.
    /// </summary>
    [Size(24)]
    [ListType("type")]
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>The uid of the segment that the request was judged under. Another segment of the same name does not take its place.</summary>
    [Text(128)]
    public string? SegmentUid { get; set; }

    /// <summary>The generation of the segment that the decision was made under.</summary>
    [Range(0, long.MaxValue)]
    public long? SegmentGeneration { get; set; }

    /// <summary>The artifact as it was resolved and verified.</summary>
    public ArtifactStatus? Artifact { get; set; }

    /// <summary>What is in the package.</summary>
    public InspectionStatus? Inspection { get; set; }

    /// <summary>How risky the change is, and why.</summary>
    public RiskStatus? Risk { get; set; }

    /// <summary>What the rules said.</summary>
    public DecisionStatus? Decision { get; set; }

    /// <summary>What approvers are shown.</summary>
    public ReviewStatus? Review { get; set; }

    /// <summary>How far the approvals have come, by role.</summary>
    [Size(8)]
    [ListType("role")]
    public IReadOnlyList<ApprovalProgress> Approvals { get; set; } = [];

    /// <summary>The windows that apply.</summary>
    public WindowStatus? Window { get; set; }

    /// <summary>The target, and the request's place in its queue. One request at a time runs against a target.</summary>
    public TargetStatus? Target { get; set; }

    /// <summary>The run. There is at most one for a request.</summary>
    public RunStatus? Run { get; set; }

    /// <summary>The life of the run's credential; never the credential.</summary>
    public CredentialStatus? Credential { get; set; }

    /// <summary>The review that follows, where the run did not wait for a window because its requester had broken the glass.</summary>
    public BreakGlassReview? BreakGlassReview { get; set; }

    /// <summary>When the operator first took the request up.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When the request ended.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The waiting request is looked at again at this time at the latest.</summary>
    public DateTimeOffset? NextCheckAt { get; set; }

    /// <summary>The hash of the newest evidence about this request.</summary>
    [Digest]
    public string? Evidence { get; set; }
}
