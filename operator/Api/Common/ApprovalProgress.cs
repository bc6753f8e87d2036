using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>How far one role's approvals have come.</summary>
public sealed record ApprovalProgress
{
    /// <summary>The approval role, as the segment names it.</summary>
    [Required]
    [DnsLabel]
    public string Role { get; set; } = "";

    /// <summary>How many different people of this role must approve.</summary>
    [Range(0, 16)]
    public int Required { get; set; }

    /// <summary>The approvals that count now.</summary>
    [Size(16)]
    [ListType("name")]
    public IReadOnlyList<CountedApproval> Granted { get; set; } = [];

    /// <summary>Enough people of this role approved what is shown now.</summary>
    public bool Satisfied { get; set; }
}

/// <summary>An Approval that counts.</summary>
public sealed record CountedApproval
{
    /// <summary>The Approval's name, in the namespace of what it approves.</summary>
    [Required]
    [DnsName]
    public string Name { get; set; } = "";

    /// <summary>The Approval's uid.</summary>
    [Text(128)]
    public string? Uid { get; set; }

    /// <summary>Who approved; the rule's name where the policy approved by itself.</summary>
    [Required]
    [Text(256)]
    public string Approver { get; set; } = "";

    /// <summary>When the API server took the Approval.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>When it stops counting.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
