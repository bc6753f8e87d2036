using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>A review that is owed stays owed, and can be given, whatever is deleted before it.</summary>
[Collection(ProductionCollection.Name)]
public sealed class BreakGlassReviewTests(Production production)
{
    private const string Glass = """

          approvals:
            roles:
            - {name: security, subjects: [{kind: Group, name: security}]}
          breakGlass:
            subjects: [{kind: User, name: erin}]
        """;

    /// <summary>Open for an hour every four years.</summary>
    private const string Closed = """

          windows: {allow: [{name: leap, schedule: "0 8 29 2 *", duration: 1h, timeZone: Europe/Berlin}]}
        """;

    [Fact]
    public async Task Whom_the_segment_named_may_review_although_it_is_gone_and_nobody_is_blocked_for_ever()
    {
        var segment = await SegmentAsync();
        var over = await EndedAsync(segment);
        await production.World.Admin.DeleteAsync<Segment>(segment, null, new DeleteOptions(), default);
        await production.GoneAsync<Segment>(segment, "");
        var left = await production.GrantIsAsync(over.Metadata.Name!, status => status.Conditions.Any(condition => condition is { Type: "Reviewed", Status: "False" } && condition.Message!.Contains("is gone", StringComparison.Ordinal)));
        Assert.Contains("Group security as security", left.Status!.Conditions.Single(condition => condition.Type == "Reviewed").Message, StringComparison.Ordinal);
        Assert.Equal(1, await production.GaugeAsync("segment_break_glass_unreviewed", segment));

        var other = await SegmentAsync();
        var refused = await production.GrantIsAsync(await BreakAsync(other), status => status.Phase == GrantPhase.Denied);
        Assert.Equal("ReviewOpen", refused.Status!.Reason);
        Assert.Contains($"kubectl segment review {over.Metadata.Name} -n {World.TeamNamespace}. The segment {segment} is gone; whom it named then may review it: Group security as security", refused.Status.Message, StringComparison.Ordinal);

        await production.JudgedAsync(await production.DecideAsync("erin", left, "security", ApprovalPurpose.Review), ApprovalState.Void, "OwnMatter");
        await production.JudgedAsync(await production.DecideAsync("carol", left, "security", ApprovalPurpose.Review), ApprovalState.Void, "RoleNotHeld");
        var review = await production.DecideAsync("dave", left, "security", ApprovalPurpose.Review);
        Assert.Equal(review, (await production.GrantIsAsync(over.Metadata.Name!, status => status.BreakGlassReview?.ReviewedAt is not null)).Status!.BreakGlassReview!.Approval);
        await CloseAsync(await production.GrantIsAsync(await BreakAsync(other), status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 }));
    }

    [Fact]
    public async Task Whoever_deletes_a_break_glass_still_owes_its_review()
    {
        var segment = await SegmentAsync();
        var over = await EndedAsync(segment);
        await production.World.As("erin").DeleteAsync<AccessGrant>(over.Metadata.Name!, World.TeamNamespace, new DeleteOptions(), default);
        var held = await production.GrantIsAsync(over.Metadata.Name!, status => status.Conditions.Any(condition => condition is { Type: "Reviewed", Status: "False" } && condition.Message!.Contains("It was deleted, and goes when it is reviewed", StringComparison.Ordinal)));
        Assert.NotNull(held.Metadata.DeletionTimestamp);
        Assert.Equal("ReviewOpen", (await production.GrantIsAsync(await BreakAsync(segment), status => status.Phase == GrantPhase.Denied)).Status!.Reason);

        await production.DecideAsync("dave", held, "security", ApprovalPurpose.Review);
        await production.GoneAsync<AccessGrant>(over.Metadata.Name!, World.TeamNamespace);
        var line = (await production.LogAsync()).Split('\n').Single(line => line.Contains($"History of AccessGrant {World.TeamNamespace}/{over.Metadata.Name} ", StringComparison.Ordinal));
        Assert.Contains("was deleted: erin asked for emergency for User erin", line, StringComparison.Ordinal);
        Assert.Contains("under break-glass, reviewed", line, StringComparison.Ordinal);
        Assert.Contains("dave Approve Review security at", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_the_segment_named_may_review_a_deployment_under_break_glass_although_it_is_gone()
    {
        var left = await LeftBehindAsync();
        Assert.Contains("Group security as security", left.Status!.Conditions.Single(condition => condition.Type == "Reviewed").Message, StringComparison.Ordinal);
        Assert.Equal(1, await production.GaugeAsync("segment_break_glass_unreviewed", left.Spec.Segment));

        var other = await SegmentAsync();
        var refused = await production.GrantIsAsync(await BreakAsync(other), status => status.Phase == GrantPhase.Denied);
        Assert.Equal("ReviewOpen", refused.Status!.Reason);
        Assert.Contains($"kubectl segment review {left.Metadata.Name} -n {World.TeamNamespace}. The segment {left.Spec.Segment} is gone; whom it named then may review it: Group security as security", refused.Status.Message, StringComparison.Ordinal);

        await production.JudgedAsync(await production.DecideAsync("erin", left, "security", ApprovalPurpose.Review), ApprovalState.Void, "OwnMatter");
        await production.JudgedAsync(await production.DecideAsync("carol", left, "security", ApprovalPurpose.Review), ApprovalState.Void, "RoleNotHeld");
        var review = await production.DecideAsync("dave", left, "security", ApprovalPurpose.Review);
        await production.JudgedAsync(review, ApprovalState.Counted, "Counted");
        var reviewed = await production.RequestIsAsync(left.Metadata.Name!, status => status.BreakGlassReview?.ReviewedAt is not null);
        Assert.Equal(review, reviewed.Status!.BreakGlassReview!.Approval);
        Assert.Contains(reviewed.Status.Conditions, condition => condition is { Type: "Reviewed", Status: "True", Reason: "BreakGlassReviewed" });
        // Nothing of the run is left that would hold the request, and nobody is blocked for ever.
        await CloseAsync(await production.GrantIsAsync(await BreakAsync(other), status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 }));
        await production.World.Admin.DeleteAsync<DeploymentRequest>(left.Metadata.Name!, World.TeamNamespace, new DeleteOptions(), default);
        await production.GoneAsync<DeploymentRequest>(left.Metadata.Name!, World.TeamNamespace);
    }

    [Fact]
    public async Task Whoever_deletes_a_deployment_under_break_glass_still_owes_its_review_when_the_segment_is_gone()
    {
        var left = await LeftBehindAsync();
        await production.World.As("erin").DeleteAsync<DeploymentRequest>(left.Metadata.Name!, World.TeamNamespace, new DeleteOptions(), default);
        var held = await production.RequestIsAsync(left.Metadata.Name!, status => status.Conditions.Any(condition => condition is { Type: "Reviewed", Status: "False" } && condition.Message!.Contains("It was deleted, and goes when it is reviewed", StringComparison.Ordinal)));
        Assert.NotNull(held.Metadata.DeletionTimestamp);
        var other = await SegmentAsync();
        Assert.Equal("ReviewOpen", (await production.GrantIsAsync(await BreakAsync(other), status => status.Phase == GrantPhase.Denied)).Status!.Reason);

        await production.DecideAsync("dave", held, "security", ApprovalPurpose.Review);
        await production.GoneAsync<DeploymentRequest>(left.Metadata.Name!, World.TeamNamespace);
        var line = (await production.LogAsync()).Split('\n').Single(line => line.Contains($"History of DeploymentRequest {World.TeamNamespace}/{left.Metadata.Name} ", StringComparison.Ordinal));
        Assert.Contains("under break-glass, reviewed", line, StringComparison.Ordinal);
        Assert.Contains("dave Approve Review security at", line, StringComparison.Ordinal);
        Assert.Null(await production.GaugeAsync("segment_break_glass_unreviewed", left.Spec.Segment));
    }

    /// <summary>A deployment that passed the window under break-glass, whose own review is still owed when its segment is deleted. The grant's review is done.</summary>
    private async Task<DeploymentRequest> LeftBehindAsync()
    {
        var segment = await SegmentAsync(Closed);
        var name = production.Name("urgent");
        await production.World.As("erin").ApplyYamlAsync(WorldManifests.Request(name, segment, await production.PushAsync(segment), "erin") + "\n  breakGlass: true");
        await production.DecideAsync("dave", await production.RequestIsAsync(name, status => status.Phase == DeploymentPhase.AwaitingApproval), "security");
        await production.RequestIsAsync(name, status => status.Reason == "WindowClosed");
        var glass = await production.GrantIsAsync(await BreakAsync(segment), status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
        var ended = await production.EndedAsync(name);
        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
        await CloseAsync(glass);
        await production.World.Admin.DeleteAsync<Segment>(segment, null, new DeleteOptions(), default);
        await production.GoneAsync<Segment>(segment, "");
        return await production.RequestIsAsync(name, status => status.Conditions.Any(condition => condition is { Type: "Reviewed", Status: "False" } && condition.Message!.Contains("is gone", StringComparison.Ordinal)));
    }

    private Task<string> SegmentAsync(string more) => production.SegmentAsync("glass", Glass + more, yaml => yaml.Replace("\n  egress:", People.EmergencyRole + "\n  egress:", StringComparison.Ordinal));

    private Task<string> SegmentAsync() => SegmentAsync("");

    private async Task<string> BreakAsync(string segment)
    {
        var name = production.Name("glass");
        await production.World.As("erin").ApplyYamlAsync(string.Join('\n', WorldManifests.Grant(name, segment, "1m", "erin", "erin", role: "emergency").Split('\n').Where(line => !line.Contains("duration:", StringComparison.Ordinal))) + "\n  breakGlass: true");
        return name;
    }

    private async Task<AccessGrant> EndedAsync(string segment)
    {
        var active = await production.GrantIsAsync(await BreakAsync(segment), status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
        await production.DecideAsync("erin", active, null, ApprovalPurpose.Revocation);
        return await production.GrantIsAsync(active.Metadata.Name!, status => status.Phase == GrantPhase.Revoked);
    }

    /// <summary>Ends a break-glass and has it reviewed: the next test's would be refused.</summary>
    private async Task CloseAsync(AccessGrant glass)
    {
        await production.DecideAsync("erin", glass, null, ApprovalPurpose.Revocation);
        var over = await production.GrantIsAsync(glass.Metadata.Name!, status => status.Phase == GrantPhase.Revoked);
        await production.DecideAsync("dave", over, "security", ApprovalPurpose.Review);
        await production.GrantIsAsync(glass.Metadata.Name!, status => status.BreakGlassReview?.ReviewedAt is not null);
    }
}
