using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Approvals;

namespace SegmentOperator.Manager.AccessGrants;

public sealed class GrantJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_grant_that_everything_speaks_for_becomes_active() =>
        Assert.Equal(GrantPhase.Active, GrantJudge.BeforeActivation(Grant(), Segment(), Now).Phase);

    [Theory]
    [InlineData("4h1s", "DurationTooLong")]
    [InlineData("", "DurationInvalid")]
    [InlineData("0s", "DurationInvalid")]
    [InlineData("-1h", "DurationInvalid")]
    [InlineData("1.5h", "DurationInvalid")]
    [InlineData("99999999999999999999h", "DurationInvalid")]
    public void A_duration_that_is_none_or_too_long_is_denied(string duration, string reason) =>
        Assert.Equal((GrantPhase.Denied, reason), Verdict(Grant(spec => spec.Duration = duration), Segment()));

    [Fact]
    public void Whoever_is_in_no_persona_is_denied() =>
        Assert.Equal((GrantPhase.Denied, "RequesterNotAllowed"), Verdict(Grant(spec => spec.Requester = new() { Username = "mallory" }), Segment()));

    [Fact]
    public void A_group_that_only_looks_alike_is_no_persona() =>
        Assert.Equal((GrantPhase.Denied, "RequesterNotAllowed"), Verdict(Grant(spec => spec.Requester = new() { Username = "mallory", Groups = ["Developers"] }), Segment()));

    [Theory]
    [InlineData("AlreadyAssigned", GrantPhase.Revoking)]
    [InlineData("RequestedByOwner", GrantPhase.Revoking)]
    [InlineData("SegmentChanged", GrantPhase.Active)]
    public void What_was_refused_or_ended_by_somebody_is_not_given_again_and_what_a_segment_takes_it_can_give_back(string reason, GrantPhase phase)
    {
        var grant = Grant();
        grant.Status = new() { ActivatedAt = Now, ExpiresAt = Now.AddHours(1), Revocation = new() { Reason = reason, StartedAt = Now, Message = "Refused." } };
        Assert.Equal(phase, GrantJudge.AfterActivation(grant, Segment(), Now.AddMinutes(1)).Phase);
    }

    [Fact]
    public void A_start_in_the_future_is_scheduled_for_then()
    {
        var verdict = GrantJudge.BeforeActivation(Grant(spec => spec.StartTime = Now.AddHours(1)), Segment(), Now);
        Assert.Equal((GrantPhase.Scheduled, Now.AddHours(1)), (verdict.Phase, verdict.Until));
    }

    [Fact]
    public void A_segment_that_demands_approval_lets_no_grant_become_active()
    {
        var segment = Segment();
        segment.Spec.Approvals = new() { Roles = [new() { Name = "manager" }] };
        Assert.Equal((GrantPhase.AwaitingApproval, "AwaitingApproval"), Verdict(Grant(), segment));
        segment.Spec.Approvals = null;
        segment.Spec.Posture = Posture.Strict;
        Assert.Equal((GrantPhase.AwaitingApproval, "AwaitingApproval"), Verdict(Grant(), segment));
    }

    [Theory]
    [InlineData(ApprovalState.Expired, GrantPhase.Scheduled)]
    [InlineData(ApprovalState.Void, GrantPhase.AwaitingApproval)]
    [InlineData(null, GrantPhase.AwaitingApproval)]
    public void What_was_approved_and_waits_for_its_start_stays_so_while_its_approvals_grow_old_but_not_without_them(ApprovalState? state, GrantPhase phase)
    {
        var segment = Segment();
        segment.Spec.Approvals = new() { Roles = [new() { Name = "manager" }] };
        var grant = Grant(spec => spec.StartTime = Now.AddHours(1));
        grant.Status = new() { Phase = GrantPhase.Scheduled };
        var approval = new Approval { Spec = new() { Role = "manager", Decision = ApprovalDecision.Approve } };
        IReadOnlyList<ApprovalJudgement> judgements = state is { } known ? [new(approval, known, "Old", "", null)] : [];
        var outcome = new ApprovalOutcome([new() { Role = "manager", Required = 1 }], judgements, null, null);
        Assert.Equal(phase, GrantJudge.BeforeActivation(grant, segment, Now, new GrantInputs { Approvals = outcome }).Phase);
    }

    [Fact]
    public void An_unready_or_missing_segment_is_waited_for()
    {
        Assert.Equal((GrantPhase.Pending, "SegmentNotFound"), Verdict(Grant(), null));
        var segment = Segment();
        segment.Metadata.Generation = 2;
        Assert.Equal((GrantPhase.Pending, "SegmentNotReady"), Verdict(Grant(), segment));
    }

    [Fact]
    public void An_active_grant_ends_at_its_end_and_not_before()
    {
        var grant = Active();
        Assert.Equal(GrantPhase.Active, GrantJudge.AfterActivation(grant, Segment(), Now.AddMinutes(5).AddMilliseconds(-1)).Phase);
        Assert.Equal((GrantPhase.Revoking, "Expired"), After(grant, Segment(), Now.AddMinutes(5)));
    }

    [Fact]
    public void A_grant_without_an_end_on_record_has_ended()
    {
        var grant = Active();
        grant.Status!.ExpiresAt = null;
        Assert.Equal((GrantPhase.Revoking, "Expired"), After(grant, Segment(), Now));
    }

    [Fact]
    public void What_has_begun_in_the_future_ends_because_nobody_can_tell_when_it_is_over()
    {
        Assert.Equal(GrantPhase.Active, GrantJudge.AfterActivation(Active(), Segment(), Now.AddSeconds(-4)).Phase);
        Assert.Equal((GrantPhase.Revoking, "ClockSetBack"), After(Active(), Segment(), Now.AddSeconds(-6)));
    }

    [Fact]
    public void While_the_clock_is_in_doubt_nothing_begins_and_it_is_looked_at_again()
    {
        var verdict = GrantJudge.BeforeActivation(Grant(), Segment(), Now, new GrantInputs { ClockStepped = new("ClockStepped", "Set forward.") });
        Assert.Equal((GrantPhase.Pending, "ClockStepped"), (verdict.Phase, verdict.Reason));
        Assert.True(verdict.Until > Now);
    }

    [Fact]
    public void Only_a_grant_that_holds_access_has_an_end_to_keep()
    {
        Assert.Equal(Now.AddMinutes(5), GrantJudge.EndOf(Active()));
        Assert.Null(GrantJudge.EndOf(Grant()));
        var ended = Active();
        ended.Status!.RevokedAt = Now;
        Assert.Null(GrantJudge.EndOf(ended));
        var stuck = Active();
        stuck.Status!.Revocation = new() { Failures = 3 };
        Assert.Null(GrantJudge.EndOf(stuck));
    }

    [Fact]
    public void Deleting_the_grant_the_segment_or_the_role_ends_it()
    {
        var deleted = Active();
        deleted.Metadata.DeletionTimestamp = Now;
        Assert.Equal((GrantPhase.Revoking, "Deleted"), After(deleted, Segment(), Now));
        Assert.Equal((GrantPhase.Revoking, "SegmentDeleted"), After(Active(), null, Now));
        var again = Segment();
        again.Metadata.Uid = "another";
        Assert.Equal((GrantPhase.Revoking, "SegmentDeleted"), After(Active(), again, Now));
        var changed = Segment();
        changed.Spec.Roles = [];
        Assert.Equal((GrantPhase.Revoking, "SegmentChanged"), After(Active(), changed, Now));
    }

    private static (GrantPhase, string) Verdict(AccessGrant grant, Segment? segment)
    {
        var verdict = GrantJudge.BeforeActivation(grant, segment, Now);
        Assert.NotEmpty(verdict.Message);
        return (verdict.Phase, verdict.Reason);
    }

    private static (GrantPhase, string) After(AccessGrant grant, Segment? segment, DateTimeOffset now)
    {
        var verdict = GrantJudge.AfterActivation(grant, segment, now);
        return (verdict.Phase, verdict.Reason);
    }

    private static AccessGrant Grant(Action<AccessGrantSpec>? change = null)
    {
        var grant = new AccessGrant
        {
            Metadata = new() { Name = "g", Namespace = "team", Uid = "u" },
            Spec = new() { Segment = "finance", Role = "investigator", Duration = "5m", Subject = new() { Name = "bob" }, Requester = new() { Username = "alice", Groups = ["developers"] } },
        };
        change?.Invoke(grant.Spec);
        return grant;
    }

    private static AccessGrant Active()
    {
        var grant = Grant();
        grant.Status = new() { SegmentUid = "s", ActivatedAt = Now, ExpiresAt = Now.AddMinutes(5) };
        return grant;
    }

    private static Segment Segment() => new()
    {
        Metadata = new() { Name = "finance", Uid = "s", Generation = 1 },
        Spec = new()
        {
            Personas = [new() { Name = "developers", Subjects = [new() { Kind = SubjectKind.Group, Name = "developers" }], MayRequest = [RequestType.Access] }],
            Roles = [new() { Name = "investigator", Kubernetes = new() { ClusterRole = "view" }, MaxDuration = "4h" }],
        },
        Status = new() { ObservedGeneration = 1, Conditions = [new() { Type = "Ready", Status = "True" }] },
    };
}
