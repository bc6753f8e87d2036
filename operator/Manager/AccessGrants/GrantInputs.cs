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
}
