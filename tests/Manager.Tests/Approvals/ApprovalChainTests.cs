using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Approvals;

public sealed class ApprovalChainTests
{
    private const string Digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly SubjectReference Managers = new() { Kind = SubjectKind.Group, Name = "managers" };
    private static readonly SubjectReference Security = new() { Kind = SubjectKind.Group, Name = "security" };
    private int _number;

    [Fact]
    public void Nobody_has_decided_and_all_roles_are_missing() =>
        Assert.Equal(["manager", "security"], Judge().Missing.Select(role => role.Role));

    [Fact]
    public void Two_roles_are_satisfied_by_two_people()
    {
        var outcome = Judge(By("carol", "manager", "managers"), By("dave", "security", "security"));
        Assert.Empty(outcome.Missing);
        Assert.All(outcome.Judgements, judgement => Assert.Equal(ApprovalState.Counted, judgement.State));
    }

    [Fact]
    public void One_person_who_holds_both_roles_satisfies_one()
    {
        var outcome = Judge(By("erin", "manager", "managers", "security"), By("erin", "security", "managers", "security"));
        Assert.Equal(["security"], outcome.Missing.Select(role => role.Role));
        Assert.Equal("SamePerson", outcome.Judgements[1].Reason);
    }

    [Fact]
    public void Another_account_with_the_same_uid_is_the_same_person()
    {
        var other = By("erin-admin", "security", "security");
        other.Spec.Approver.Uid = "u-erin";
        Assert.Equal("SamePerson", Judge(By("erin", "manager", "managers"), other).Judgements[1].Reason);
    }

    [Theory]
    [InlineData("alice", "u-1", "OwnMatter")]
    [InlineData("alice-2", "u-alice", "OwnMatter")]
    [InlineData("bob", "u-bob", "OwnMatter")]
    public void Neither_the_requester_nor_the_subject_decides(string name, string uid, string reason)
    {
        var approval = By(name, "manager", "managers");
        approval.Spec.Approver.Uid = uid;
        Assert.Equal(reason, Assert.Single(Judge(approval).Judgements).Reason);
    }

    [Theory]
    [InlineData("argocd")]
    [InlineData("system:serviceaccount:argocd:argocd-application-controller")]
    public void No_program_approves(string name) => Assert.Equal("NotAPerson", Assert.Single(Judge(By(name, "manager", "managers")).Judgements).Reason);

    [Fact]
    public void A_role_that_is_not_held_or_not_asked_does_not_count()
    {
        Assert.Equal("RoleNotHeld", Assert.Single(Judge(By("mallory", "manager", "guests")).Judgements).Reason);
        Assert.Equal("RoleNotNeeded", Assert.Single(Judge(By("mallory", "janitor", "guests")).Judgements).Reason);
    }

    [Fact]
    public void Another_digest_another_uid_and_another_namespace_do_not_count()
    {
        var (digest, uid, ns) = (By("carol", "manager", "managers"), By("carol", "manager", "managers"), By("carol", "manager", "managers"));
        digest.Spec.ReviewDigest = Digest.Replace('1', '2');
        uid.Spec.Target.Uid = "another";
        ns.Metadata.Namespace = "elsewhere";
        Assert.Equal(["DigestChanged", "TargetReplaced", "WrongNamespace"], Judge(digest, uid, ns).Judgements.Select(judgement => judgement.Reason));
    }

    [Fact]
    public void One_Deny_ends_it_and_a_Deny_by_nobody_does_not()
    {
        var denial = By("dave", "security", "security");
        denial.Spec.Decision = ApprovalDecision.Deny;
        Assert.Same(denial, Judge(By("carol", "manager", "managers"), denial).Denial);
        denial.Spec.Approver.Groups = ["guests"];
        Assert.Null(Judge(denial).Denial);
    }

    [Fact]
    public void Who_approved_may_still_deny()
    {
        var denial = By("carol", "manager", "managers");
        denial.Spec.Decision = ApprovalDecision.Deny;
        Assert.Same(denial, Judge(By("carol", "manager", "managers"), denial).Denial);
    }

    [Fact]
    public void An_approval_counts_for_its_time_and_not_again_when_the_clock_is_set_back()
    {
        var approval = By("carol", "manager", "managers");
        approval.Metadata.CreationTimestamp = Now.AddHours(-24).AddSeconds(1);
        Assert.Equal(ApprovalState.Counted, Assert.Single(Judge(approval).Judgements).State);
        approval.Metadata.CreationTimestamp = Now.AddHours(-24);
        Assert.Equal(ApprovalState.Expired, Assert.Single(Judge(approval).Judgements).State);
        approval.Metadata.CreationTimestamp = Now;
        approval.Status = new() { State = ApprovalState.Expired, Reason = "Expired" };
        Assert.Equal(ApprovalState.Expired, Assert.Single(Judge(approval).Judgements).State);
    }

    [Fact]
    public void A_role_that_asks_for_two_is_not_satisfied_by_one()
    {
        var matter = Matter([new("manager", 2, [Managers])]);
        Assert.NotEmpty(ApprovalChain.Judge(matter, [By("carol", "manager", "managers")], Now).Missing);
        Assert.Empty(ApprovalChain.Judge(matter, [By("carol", "manager", "managers"), By("erin", "manager", "managers")], Now).Missing);
    }

    [Fact]
    public void What_comes_after_the_end_does_not_count()
    {
        var matter = Matter([new("manager", 1, [Managers])]) with { FinishedAt = Now.AddMinutes(-20) };
        Assert.Equal("TargetFinished", Assert.Single(ApprovalChain.Judge(matter, [By("carol", "manager", "managers")], Now).Judgements).Reason);
    }

    [Fact]
    public void A_session_without_a_claim_that_the_segment_demands_approves_nothing()
    {
        var matter = Matter([new("manager", 1, [Managers])]);
        matter.Segment.Spec.Authentication!.RequireMfa = true;
        Assert.Equal("FactorMissing", Assert.Single(ApprovalChain.Judge(matter, [By("carol", "manager", "managers")], Now).Judgements).Reason);
    }

    private static ApprovalCase Matter(IReadOnlyList<ApprovalNeed> needs) => new()
    {
        Segment = new()
        {
            Metadata = new() { Name = "finance" },
            Spec = new() { Authentication = new() { SyncAccounts = [new() { Kind = SubjectKind.User, Name = "argocd" }] } },
        },
        Namespace = "team",
        Uid = "uid-1",
        Digest = Digest,
        Needs = needs,
        Excluded =
        [
            ExcludedPerson.Of(new UserIdentity { Username = "alice", Uid = "u-alice" }, "the requester"),
            ExcludedPerson.Of(new GrantSubject { Kind = SubjectKind.User, Name = "bob" }, "the subject"),
        ],
    };

    private static ApprovalOutcome Judge(params Approval[] approvals) =>
        ApprovalChain.Judge(Matter([new("manager", 1, [Managers]), new("security", 1, [Security])]), approvals, Now);

    private Approval By(string username, string role, params string[] groups) => new()
    {
        Metadata = new() { Name = $"approval-{++_number}", Namespace = "team", Uid = $"a-{_number}", CreationTimestamp = Now.AddMinutes(-10).AddSeconds(_number) },
        Spec = new()
        {
            Target = new() { Kind = ApprovalTargetKind.AccessGrant, Name = "grant", Uid = "uid-1" },
            Role = role,
            Decision = ApprovalDecision.Approve,
            ReviewDigest = Digest,
            Approver = new() { Username = username, Uid = $"u-{username}", Groups = groups },
        },
    };
}
