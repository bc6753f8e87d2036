using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>How access is taken back. It is tried for ever, and is loud until it succeeds.</summary>
public sealed record RevocationStatus
{
    /// <summary>Why: Expired, Deleted, SegmentDeleted, RequestedBySubject, RequestedByOwner, SegmentChanged, ClockSetBack, or why the access could not be given.</summary>
    [Match(128, "^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$")]
    public string? Reason { get; set; }

    /// <summary>Who ended the grant early.</summary>
    [Text(256)]
    public string? By { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>How often it failed so far.</summary>
    [Range(0, int.MaxValue)]
    public int Failures { get; set; }

    /// <summary>Why it failed last.</summary>
    [Text(1024)]
    public string? Message { get; set; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>What proves that the access is gone.</summary>
    public RevocationProof? Proof { get; set; }
}

/// <summary>What was asked after a revocation, and answered.</summary>
public sealed record RevocationProof
{
    /// <summary>What was asked: SubjectAccessReview or SalesforceQuery.</summary>
    [Match(64, "^[A-Za-z][A-Za-z0-9]*$")]
    public string? Method { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>The access is gone.</summary>
    public bool Gone { get; set; }

    /// <summary>The answer in a sentence, and where access is left, who else gives it.</summary>
    [Text(1024)]
    public string? Message { get; set; }
}
