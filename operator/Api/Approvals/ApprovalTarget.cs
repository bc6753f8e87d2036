using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What an Approval decides on.</summary>
public sealed record ApprovalTarget
{
    /// <summary>The kind.</summary>
    [Required]
    public ApprovalTargetKind Kind { get; set; }

    /// <summary>The name; a DeploymentRequest or AccessGrant lies in the Approval's own namespace.</summary>
    [Required]
    [DnsName]
    public string Name { get; set; } = "";

    /// <summary>The uid. An object of the same name that was created anew is another one.</summary>
    [Required]
    [Text(128, 1)]
    public string Uid { get; set; } = "";
}

/// <summary>What can be decided on.</summary>
public enum ApprovalTargetKind
{
    /// <summary>A deployment.</summary>
    DeploymentRequest,

    /// <summary>A grant of access.</summary>
    AccessGrant,

    /// <summary>A segment, in a recertification.</summary>
    Segment,
}
