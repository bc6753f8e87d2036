using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// One person's decision about exactly what they were shown. It cannot be edited; a change of mind before the request goes on is a
/// Deny.
/// </summary>
[CelRule("self == oldSelf", "spec cannot be changed once the approval exists; create a new Approval instead")]
[CelRule("has(self.reviewDigest) || self.purpose == 'Revocation'",
    "reviewDigest is needed: it is in the status of what you approve, under review.digest", FieldPath = ".reviewDigest")]
[CelRule("has(self.role) || self.purpose in ['Revocation', 'Recertification']",
    "role is needed: name the approval role that you decide for", FieldPath = ".role")]
[CelRule("(self.purpose == 'Recertification') == (self.target.kind == 'Segment')",
    "a Segment is recertified and nothing else is; set purpose or target.kind accordingly", FieldPath = ".purpose")]
[CelRule("self.purpose != 'Revocation' || self.target.kind == 'AccessGrant'", "only an AccessGrant can be revoked", FieldPath = ".target")]
public sealed record ApprovalSpec
{
    /// <summary>What is decided on.</summary>
    [Required]
    public ApprovalTarget Target { get; set; } = new();

    /// <summary>What the decision is for.</summary>
    [Default("Approval")]
    public ApprovalPurpose Purpose { get; set; }

    /// <summary>The approval role that the approver decides for, as the segment names it. One role for each Approval.</summary>
    [DnsLabel]
    public string? Role { get; set; }

    /// <summary>The decision. One Deny ends the request.</summary>
    [Required]
    public ApprovalDecision Decision { get; set; }

    /// <summary>
    /// The digest of what the approver was shown: status.review.digest of the target. When the target's digest is another one, the
    /// Approval does not count.
    /// </summary>
    [Digest]
    public string? ReviewDigest { get; set; }

    /// <summary>Who decides: the authenticated creator of this object. The kubectl plugin fills it in.</summary>
    [Required]
    public UserIdentity Approver { get; set; } = new();

    /// <summary>Why.</summary>
    [Text(2048)]
    public string? Comment { get; set; }
}

/// <summary>A decision.</summary>
public enum ApprovalDecision
{
    /// <summary>No, and the request ends.</summary>
    Deny,

    /// <summary>Yes.</summary>
    Approve,
}

/// <summary>What a decision is for.</summary>
public enum ApprovalPurpose
{
    /// <summary>Something that is asked for: a deployment, a grant.</summary>
    Approval,

    /// <summary>Something that was done under break-glass.</summary>
    Review,

    /// <summary>A segment's personas, roles and exceptions, by its owner.</summary>
    Recertification,

    /// <summary>The early end of a grant, by its subject or by the segment's owner.</summary>
    Revocation,
}
