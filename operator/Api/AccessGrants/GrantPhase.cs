namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Where a grant stands.</summary>
public enum GrantPhase
{
    /// <summary>It was taken up and waits for its segment.</summary>
    Pending,

    /// <summary>It waits for people.</summary>
    AwaitingApproval,

    /// <summary>It waits for its start time.</summary>
    Scheduled,

    /// <summary>The subject has the access.</summary>
    Active,

    /// <summary>The access is being taken back, until it is proven to be gone.</summary>
    Revoking,

    /// <summary>It ended on time, and the access is gone.</summary>
    Expired,

    /// <summary>It was ended early, and the access is gone.</summary>
    Revoked,

    /// <summary>It was refused. No access was given.</summary>
    Denied,

    /// <summary>It could not be given. No access is left.</summary>
    Failed,
}
