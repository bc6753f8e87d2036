using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Who approves requests and grants, and how long that counts.</summary>
public sealed record ApprovalPolicy
{
    /// <summary>
    /// The approval roles. All that a request needs must be satisfied, by different people, none of them the requester or the subject.
    /// A Strict segment needs at least one, SOX at least two.
    /// </summary>
    [Size(8)]
    [ListType("name")]
    public IReadOnlyList<ApprovalRole> Roles { get; set; } = [];

    /// <summary>How long an Approval counts, from the moment the API server took it.</summary>
    [Default("24h")]
    [Duration]
    public string ExpireAfter { get; set; } = "24h";

    /// <summary>How long a request waits for its approvals before it ends unanswered.</summary>
    [Default("7d")]
    [Duration]
    public string RequestExpireAfter { get; set; } = "7d";

    /// <summary>Whoever signed the artifact does not approve its deployment.</summary>
    public bool ExcludeSigners { get; set; }
}

/// <summary>A role that approves.</summary>
public sealed record ApprovalRole
{
    /// <summary>The role's name, which an Approval repeats.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>Who holds the role.</summary>
    [Required]
    [Size(32, Min = 1)]
    public IReadOnlyList<SubjectReference> Subjects { get; set; } = [];

    /// <summary>How many different people of this role must approve.</summary>
    [Default(1)]
    [Range(1, 8)]
    public int Required { get; set; } = 1;
}
