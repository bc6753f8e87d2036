using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Gives, takes and proves access of one kind. Every step bears being repeated.</summary>
internal interface IGrantAccess
{
    bool Serves(AccessRole role);

    /// <summary>Whether what the grant's status records was given by this kind of access.</summary>
    bool Gave(AccessGrant grant);

    /// <summary>
    /// Sees to it that the subject has the role, and nothing more. Sends nothing when it is so. Null: it is under way, and the grant is looked
    /// at again when it is done.
    /// </summary>
    Task<GivenAccess?> EnsureAsync(AccessGrant grant, Segment segment, AccessRole role, CancellationToken cancellationToken);

    /// <summary>Takes away what the grant gave, or begins to: when many end at once, all are taken away before one is proven.</summary>
    /// <returns>Whether it is gone as far as this side knows; false: it has begun.</returns>
    Task<bool> TakeAwayAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken);

    /// <summary>Asks whether what the grant gave is gone, and takes away what is not. Throws where that cannot be done or asked now. Null:
    /// it is under way, and the grant is looked at again when it is done.</summary>
    Task<RevocationProof?> ProveAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken);
}

/// <summary>What gives the access.</summary>
/// <param name="Bindings">For the status.</param>
/// <param name="Repaired">What somebody had changed or removed, in words; empty when nothing.</param>
/// <param name="IsPrepared">What the grant's status says now is to be on record before the access is given by the next call.</param>
internal sealed record GivenAccess(IReadOnlyList<GrantBinding> Bindings, IReadOnlyList<string> Repaired, bool IsPrepared = false);
