using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.AccessGrants;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Identity;

namespace SegmentOperator.Manager.Governance;

public sealed class BreakGlassReviewsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2h", 2)]
    [InlineData("4h", 4)]
    [InlineData("8h", 4)]
    public void A_break_glass_without_a_duration_lasts_four_hours_or_what_the_segment_allows(string most, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), GrantRules.DurationOf(new() { BreakGlass = true }, Segment(most)));

    [Fact]
    public void A_review_is_due_its_term_after_the_end_and_then_overdue()
    {
        var review = new BreakGlassReview { DueAt = BreakGlassReviews.DueAt(Segment("4h"), Now) };
        Assert.Equal(Now.AddHours(24), review.DueAt);
        Assert.False(BreakGlassReviews.IsOverdue(review, Now.AddHours(24).AddTicks(-1)));
        Assert.True(BreakGlassReviews.IsOverdue(review, Now.AddHours(24)));
        Assert.False(BreakGlassReviews.IsOverdue(review with { ReviewedAt = Now }, Now.AddYears(1)));
        Assert.False(BreakGlassReviews.IsOverdue(null, Now));
    }

    [Fact]
    public void One_of_the_reviewers_is_enough_and_neither_the_requester_nor_another_role()
    {
        var (segment, request) = (Segment("4h"), Request());
        Assert.Null(Judge(segment, request, Review("carol", "managers", "manager")).ReviewedAt);
        Assert.Null(Judge(segment, request, Review("alice", "security", "security")).ReviewedAt);
        var done = Judge(segment, request, Review("dave", "security", "security"));
        Assert.Equal((Now.AddHours(1), "review-dave"), (done.ReviewedAt, done.Approval));
        // An approval of the change is no review of the emergency.
        Assert.Null(Judge(segment, request, Review("dave", "security", "security", ApprovalPurpose.Approval)).ReviewedAt);
        // Nor is a denial none: it was looked at.
        Assert.NotNull(Judge(segment, request, Review("dave", "security", "security", decision: ApprovalDecision.Deny)).ReviewedAt);
    }

    [Fact]
    public void What_was_reviewed_stays_reviewed()
    {
        var reviewed = new BreakGlassReview { ReviewedAt = Now, Approval = "first" };
        Assert.Equal(reviewed, BreakGlassReviews.Judge(reviewed, null, Now.AddDays(9)));
    }

    [Fact]
    public void A_request_owes_a_review_once_its_run_was_claimed_under_break_glass()
    {
        var request = Request();
        Assert.Contains("segment finance", EmergencyChanges.KeysOf(request));
        Assert.Contains("person alice", EmergencyChanges.KeysOf(request));
        request.Status!.Run = null;
        Assert.Empty(EmergencyChanges.KeysOf(request));
    }

    private static BreakGlassReview Judge(Segment segment, DeploymentRequest request, Approval approval)
    {
        var matter = ApprovalCases.Of(request, segment, ApprovalPurpose.Review, ClaimKeys.None)!;
        return BreakGlassReviews.Judge(request.Status!.BreakGlassReview!, ApprovalChain.Judge(matter, [approval], Now.AddHours(1)), Now.AddHours(1));
    }

    private static Approval Review(string user, string group, string role, ApprovalPurpose purpose = ApprovalPurpose.Review, ApprovalDecision decision = ApprovalDecision.Approve) => new()
    {
        Metadata = new() { Name = $"review-{user}", Namespace = "team", Uid = $"uid-{user}", CreationTimestamp = Now },
        Spec = new()
        {
            Target = new() { Kind = ApprovalTargetKind.DeploymentRequest, Name = "urgent", Uid = "uid-urgent" },
            Purpose = purpose,
            Role = role,
            Decision = decision,
            ReviewDigest = "sha256:00",
            Approver = new() { Username = user, Groups = [group] },
        },
    };

    private static DeploymentRequest Request() => new()
    {
        Metadata = new() { Name = "urgent", Namespace = "team", Uid = "uid-urgent" },
        Spec = new() { Segment = "finance", Requester = new() { Username = "alice" }, BreakGlass = true },
        Status = new()
        {
            Phase = DeploymentPhase.Succeeded,
            CompletedAt = Now.AddMinutes(-5),
            Review = new() { Digest = "sha256:00" },
            Run = new() { ClaimedAt = Now.AddMinutes(-9) },
            BreakGlassReview = new() { DueAt = Now.AddHours(24) },
        },
    };

    private static Segment Segment(string most) => new()
    {
        Metadata = new() { Name = "finance", Uid = "uid-finance" },
        Spec = new()
        {
            Approvals = new()
            {
                Roles =
                [
                    new() { Name = "manager", Subjects = [new() { Kind = SubjectKind.Group, Name = "managers" }] },
                    new() { Name = "security", Subjects = [new() { Kind = SubjectKind.Group, Name = "security" }] },
                ],
            },
            BreakGlass = new() { MaxDuration = most, ReviewWithin = "24h", Reviewers = ["security"] },
        },
    };
}
