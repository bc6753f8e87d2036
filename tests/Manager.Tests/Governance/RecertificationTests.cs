using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.Identity;

namespace SegmentOperator.Manager.Governance;

public sealed class RecertificationTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null)]
    [InlineData("owner")]
    public void The_owner_confirms_whether_or_not_the_Approval_says_owner(string? role)
    {
        var outcome = ApprovalChain.Judge(ApprovalCases.Of(Segment(), ClaimKeys.None)!, [Approval("erin", "owners", role)], Now);
        Assert.Empty(outcome.Missing);
    }

    [Fact]
    public void Nobody_else_does()
    {
        var outcome = ApprovalChain.Judge(ApprovalCases.Of(Segment(), ClaimKeys.None)!, [Approval("mallory", "guests", null)], Now);
        Assert.Single(outcome.Missing);
        Assert.Contains("does not hold the role owner", Assert.Single(outcome.Judgements).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_overdue_a_term_after_the_last_one_and_never_without_a_term()
    {
        var segment = Segment();
        segment.Metadata.CreationTimestamp = Now.AddDays(-91);
        Assert.True(Recertification.IsOverdue(segment, Now));
        segment.Status!.ReviewedAt = Now.AddDays(-1);
        Assert.False(Recertification.IsOverdue(segment, Now));
        Assert.True(Recertification.IsOverdue(segment, Now.AddDays(89)));
        segment.Spec.Governance!.ReviewEvery = null;
        Assert.False(Recertification.IsOverdue(segment, Now.AddYears(9)));
    }

    private static Approval Approval(string user, string group, string? role) => new()
    {
        Metadata = new() { Name = "confirm", Namespace = "team", CreationTimestamp = Now },
        Spec = new()
        {
            Target = new() { Kind = ApprovalTargetKind.Segment, Name = "finance", Uid = "uid-finance" },
            Purpose = ApprovalPurpose.Recertification,
            Role = role,
            Decision = ApprovalDecision.Approve,
            ReviewDigest = "sha256:00",
            Approver = new() { Username = user, Groups = [group] },
        },
    };

    private static Segment Segment() => new()
    {
        Metadata = new() { Name = "finance", Uid = "uid-finance" },
        Spec = new() { Governance = new() { ReviewEvery = "90d", Owner = new() { Kind = SubjectKind.Group, Name = "owners" } } },
        Status = new() { Review = new() { Digest = "sha256:00" } },
    };
}
