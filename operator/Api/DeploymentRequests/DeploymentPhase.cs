namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Where a request stands.</summary>
public enum DeploymentPhase
{
    /// <summary>It was taken up and waits for its segment.</summary>
    Pending,

    /// <summary>Its artifact is being resolved, verified and inspected; or that could not be done yet and is tried again.</summary>
    Verifying,

    /// <summary>It waits for people.</summary>
    AwaitingApproval,

    /// <summary>It waits for a window or for its turn at the target.</summary>
    Queued,

    /// <summary>Its credential is being issued and its pod created.</summary>
    Starting,

    /// <summary>Its pod exists.</summary>
    Running,

    /// <summary>It ended well.</summary>
    Succeeded,

    /// <summary>It ran and did not end well, or its outcome is unknown.</summary>
    Failed,

    /// <summary>It was refused. Nothing ran.</summary>
    Denied,

    /// <summary>It was taken back before it ended.</summary>
    Cancelled,
}
