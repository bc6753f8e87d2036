using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>What is known besides the grant and its segment when a grant is judged.</summary>
internal sealed record GrantInputs
{
    public static GrantInputs None { get; } = new();

    /// <summary>Where a session's claims are found.</summary>
    public ClaimKeys Claims { get; init; } = ClaimKeys.None;

    /// <summary>Admission is not enforced: what the grant states proves nothing.</summary>
    public SegmentProblem? Unenforced { get; init; }

    /// <summary>Nobody knows what time it is: what would begin now would end at a wrong time.</summary>
    public SegmentProblem? ClockStepped { get; init; }

    /// <summary>What stands against the role itself, whoever asks for it.</summary>
    public SegmentProblem? RoleProblem { get; init; }

    /// <summary>What the grant's Approvals come to; null while nothing has been shown.</summary>
    public ApprovalOutcome? Approvals { get; init; }

    /// <summary>The Approval that ends the grant early.</summary>
    public Approval? Revocation { get; init; }

    /// <summary>The role is not there yet: what it will let its holder do, nobody knows.</summary>
    public SegmentProblem? RoleMissing { get; init; }

    /// <summary>Another break-glass, of this person or segment, that nobody has reviewed, and who can: a sentence.</summary>
    public string? Unreviewed { get; init; }
}
