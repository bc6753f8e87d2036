using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>The review that follows a break-glass.</summary>
public sealed record BreakGlassReview
{
    /// <summary>When it must have been done.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>The Approval by which it was done.</summary>
    [DnsName]
    public string? Approval { get; set; }

    /// <summary>When all sinks had been notified.</summary>
    public DateTimeOffset? NotifiedAt { get; set; }

    /// <summary>Who could review it when the glass was broken. They still can when the segment is gone; while it is there, its own word counts.</summary>
    [Size(16)]
    [ListType("role")]
    public IReadOnlyList<Reviewers> Reviewers { get; set; } = [];

    /// <summary>In place of a segment that is gone: one of its name with whom it had named as reviewers; null when nobody is on record.</summary>
    public Segment? Recorded(string segment) => Reviewers.Count == 0 ? null : new()
    {
        Metadata = new() { Name = segment },
        Spec = new() { Approvals = new() { Roles = [.. Reviewers.Select(reviewer => new ApprovalRole { Name = reviewer.Role, Subjects = reviewer.Subjects })] } },
    };
}

/// <summary>A role that reviews, and who holds it.</summary>
public sealed record Reviewers
{
    /// <summary>The role's name, which an Approval repeats.</summary>
    [Required]
    [DnsLabel]
    public string Role { get; set; } = "";

    /// <summary>Who holds the role.</summary>
    [Size(32)]
    public IReadOnlyList<SubjectReference> Subjects { get; set; } = [];
}
