using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>Who approves where nobody is asked, and what becomes of questions and answers that grow old.</summary>
[Collection(ProductionCollection.Name)]
public sealed class ApprovalLifeTests(Production production)
{
    [Fact]
    public async Task Below_its_threshold_a_Minimal_segment_approves_by_itself_and_says_that_it_did()
    {
        var segment = await MinimalAsync("risk: {autoApproveBelow: 100}");
        var ended = await production.EndedAsync(await production.RequestAsync(await production.PushAsync(segment), segment));
        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
        Assert.Equal("AutoApproved", ended.Status.Decision!.Reason);
        var approved = ended.Status.Conditions.Single(condition => condition.Type == "Approved");
        Assert.Equal(("True", "ApprovedByPolicy"), (approved.Status, approved.Reason));
        Assert.Contains("The policy approves by itself: the risk is", approved.Message, StringComparison.Ordinal);
        Assert.All(ended.Status.Approvals, role => Assert.Equal("policy:minimal-low-risk", Assert.Single(role.Granted).Approver));
        Assert.Equal(["manager", "security"], ended.Status.Approvals.Select(role => role.Role));
    }

    [Fact]
    public async Task From_its_threshold_on_a_Minimal_segment_asks_its_people()
    {
        var segment = await MinimalAsync("risk: {autoApproveBelow: 0}");
        var name = await production.RequestAsync(await production.PushAsync(segment), segment);
        var waiting = await production.RequestIsAsync(name, status => status.Phase == DeploymentPhase.AwaitingApproval);
        Assert.Equal("ApprovalRequired", waiting.Status!.Decision!.Reason);
        Assert.All(waiting.Status.Approvals, role => Assert.False(role.Satisfied));
    }

    [Fact]
    public async Task What_nobody_answers_ends_unanswered_requests_and_grants()
    {
        var segment = await production.SegmentAsync("unanswered", People.TwoRoles.Replace("excludeSigners: true", "requestExpireAfter: 3s", StringComparison.Ordinal));
        var request = await production.RequestAsync(await production.PushAsync(segment), segment);
        var grant = production.Name("unanswered");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(grant, segment, "10m"));
        var ended = await production.EndedAsync(request);
        Assert.Equal((DeploymentPhase.Denied, "Unanswered"), (ended.Status!.Phase, ended.Status.Reason));
        Assert.Contains("Waits for approval by the role manager and the role security", ended.Status.Message, StringComparison.Ordinal);
        Assert.Equal("Unanswered", (await production.GrantIsAsync(grant, status => status.Phase == GrantPhase.Denied)).Status!.Reason);
    }

    [Fact]
    public async Task An_approval_that_grows_old_counts_no_more_and_both_say_so()
    {
        var segment = await production.SegmentAsync("old", People.TwoRoles.Replace("excludeSigners: true", "expireAfter: 5s", StringComparison.Ordinal));
        var request = await production.RequestIsAsync(await production.RequestAsync(await production.PushAsync(segment), segment), status => status is { Phase: DeploymentPhase.AwaitingApproval, Review: not null });
        var first = await production.DecideAsync("carol", request, "manager");
        await production.RequestIsAsync(request.Metadata.Name!, status => status.Approvals.Any(role => role is { Role: "manager", Satisfied: true }));
        await production.JudgedAsync(first, ApprovalState.Expired, "Expired");
        var again = await production.RequestIsAsync(request.Metadata.Name!, status => status.Approvals.All(role => !role.Satisfied));
        Assert.Contains($"1 Approval does not count: {first} (Expired)", again.Status!.Message, StringComparison.Ordinal);
        // The same person may say it again.
        await production.JudgedAsync(await production.DecideAsync("carol", request, "manager"), ApprovalState.Counted, "Counted");
    }

    [Fact]
    public async Task A_review_of_what_was_no_break_glass_is_void()
    {
        var segment = await production.SegmentAsync("plain", People.TwoRoles);
        var name = production.Name("plain");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, segment, "10m"));
        var grant = await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.AwaitingApproval, Review: not null });
        await production.JudgedAsync(await production.DecideAsync("dave", grant, "security", ApprovalPurpose.Review), ApprovalState.Void, "NothingToReview");
    }

    private Task<string> MinimalAsync(string more) => production.SegmentAsync("minimal", People.TwoRoles + "\n  " + more, yaml => yaml
        .Replace("posture: Standard", "posture: Minimal", StringComparison.Ordinal).Replace("frameworks: [GDPR]", "frameworks: [Internal]", StringComparison.Ordinal));
}
