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

    private const string Emergency = """

          - name: emergency
            kubernetes: {clusterRole: view}
            maxDuration: 1h
            breakGlass: true
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

    private Task<string> SegmentAsync() => production.SegmentAsync("glass", Glass, yaml => yaml.Replace("\n  egress:", Emergency + "\n  egress:", StringComparison.Ordinal));

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
