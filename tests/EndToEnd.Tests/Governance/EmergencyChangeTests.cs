using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.EndToEnd.RedTeam;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>Deployments by somebody who broke the glass: past the window, and past nothing else.</summary>
[Collection(ProductionCollection.Name)]
public sealed class EmergencyChangeTests(Production production)
{
    private const string Closed = """

          windows: {allow: [{name: leap, schedule: "0 8 29 2 *", duration: 1h, timeZone: Europe/Berlin}]}
          breakGlass:
            subjects: [{kind: User, name: erin}]
        """;

    [Fact]
    public async Task Whoever_holds_an_active_break_glass_need_not_wait_for_the_window_and_is_heard_of_and_reviewed()
    {
        await using var sink = await Sink.StartAsync();
        var segment = await SegmentAsync(People.TwoRoles + Closed + $$"""

              monitoring:
                sinks:
                - {name: pager, webhook: { url: "{{sink.Address}}" } }
            """);
        var name = await RequestAsync(segment, breakGlass: true);
        var waiting = await production.RequestIsAsync(name, status => status.Phase == DeploymentPhase.AwaitingApproval);
        await production.DecideAsync("carol", waiting, "manager");
        await production.DecideAsync("dave", waiting, "security");
        // Approved, and still held up: asking for an emergency is none.
        var closed = await production.RequestIsAsync(name, status => status.Reason == "WindowClosed");
        Assert.Contains($"erin holds no active break-glass of the segment {segment}", closed.Status!.Message, StringComparison.Ordinal);
        Assert.Null(closed.Status.Run);

        var glass = await BreakAsync(segment);
        var ended = await production.EndedAsync(name);
        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
        var scheduled = ended.Status.Conditions.Single(condition => condition.Type == "Scheduled");
        Assert.Equal(("True", "BreakGlass"), (scheduled.Status, scheduled.Reason));
        Assert.Contains($"{World.TeamNamespace}/{glass.Metadata.Name}", scheduled.Message, StringComparison.Ordinal);
        await production.ToldAsync(ended, "Warning BreakGlass: ");
        await production.RequestIsAsync(name, status => status.BreakGlassReview?.NotifiedAt is not null);
        Assert.Contains(sink.Bodies, body => body.Contains("BreakGlassDeployment", StringComparison.Ordinal) && body.Contains(name, StringComparison.Ordinal));

        // Both are to be reviewed before the next.
        await production.DecideAsync("erin", glass, null, ApprovalPurpose.Revocation);
        var over = await production.GrantIsAsync(glass.Metadata.Name!, status => status.Phase == GrantPhase.Revoked);
        await production.DecideAsync("dave", over, "security", ApprovalPurpose.Review);
        await production.GrantIsAsync(glass.Metadata.Name!, status => status.BreakGlassReview?.ReviewedAt is not null);
        var refused = await production.GrantIsAsync(await GlassAsync(segment), status => status.Phase == GrantPhase.Denied);
        Assert.Equal("ReviewOpen", refused.Status!.Reason);
        Assert.Contains(name, refused.Status.Message, StringComparison.Ordinal);
        await production.JudgedAsync(await production.DecideAsync("erin", ended, "security", ApprovalPurpose.Review), ApprovalState.Void, "OwnMatter");
        var review = await production.DecideAsync("dave", ended, "security", ApprovalPurpose.Review);
        var reviewed = await production.RequestIsAsync(name, status => status.BreakGlassReview?.ReviewedAt is not null);
        Assert.Equal(review, reviewed.Status!.BreakGlassReview!.Approval);
        Assert.Contains(reviewed.Status.Conditions, condition => condition is { Type: "Reviewed", Status: "True" });
        var next = await production.GrantIsAsync(await GlassAsync(segment), status => status.Phase == GrantPhase.Active);
        await CloseAsync(next, "dave", "security");
    }

    [DevClusterFact]
    public async Task An_emergency_whose_start_is_interrupted_stands_by_what_was_approved_before_the_glass_was_broken()
    {
        var segment = await SegmentAsync(People.TwoRoles + Closed);
        var name = await RequestAsync(segment, breakGlass: true);
        var waiting = await production.RequestIsAsync(name, status => status.Phase == DeploymentPhase.AwaitingApproval);
        await production.DecideAsync("carol", waiting, "manager");
        await production.DecideAsync("dave", waiting, "security");
        await production.RequestIsAsync(name, status => status.Reason == "WindowClosed");

        AccessGrant glass;
        using (var broken = production.World.Cluster.Faults.Once(new Fault(FaultKind.InternalError), new FaultTarget("create", "pods", Namespace: $"segment-{segment}"), times: 1000))
        {
            glass = await BreakAsync(segment);
            // The glass and the claimed start both count as open by now; the request is decided on again, and tries once more.
            await production.World.UntilAsync<Segment>(segment, null, value => value.Status?.UnreviewedBreakGlass == 2, value => $"{value.Status?.UnreviewedBreakGlass} open", Production.Patience);
            var before = broken.Injected;
            await production.RequestIsAsync(name, _ => broken.Injected > before + 1);
        }

        var ended = await production.SucceededAsync(name);
        Assert.Equal(waiting.Status!.Review!.Digest, ended.Status!.Review!.Digest);
        await production.DecideAsync("dave", ended, "security", ApprovalPurpose.Review);
        await production.RequestIsAsync(name, status => status.BreakGlassReview?.ReviewedAt is not null);
        await CloseAsync(glass, "dave", "security");
    }

    [Fact]
    public async Task It_bypasses_no_rule_no_signature_and_nobodys_approval_but_windows_alone()
    {
        var segment = await SegmentAsync(Closed + "\n  rules: [{name: no-apex, when: \"package.components.exists(c, c.type == 'ApexClass')\", then: Deny, message: No.}]");
        var glass = await BreakAsync(segment);
        var denied = await production.EndedAsync(await RequestAsync(segment, breakGlass: true));
        Assert.Equal("RuleDenied", denied.Status!.Reason);
        Assert.Null(denied.Status.BreakGlassReview);
        var unsigned = await production.World.PushAsync($"sf/{segment}/revenue", production.Name("unsigned"), production.Revenue.Append(Signing.PackageFile.Text("README.txt", segment)), null);
        Assert.Equal("NotSigned", (await production.EndedAsync(await RequestAsync(segment, breakGlass: true, unsigned))).Status!.Reason);
        // The person who broke the glass does not carry others.
        await production.PatchAsync(segment, """{"rules": null}""");
        var alice = await production.RequestIsAsync(await RequestAsync(segment, breakGlass: true, user: "alice"), status => status.Reason == "WindowClosed");
        Assert.Contains("alice holds no active break-glass", alice.Status!.Message, StringComparison.Ordinal);
        // Nor is an emergency what nobody called one.
        var ordinary = await production.RequestIsAsync(await RequestAsync(segment, breakGlass: false), status => status.Reason == "WindowClosed");
        Assert.DoesNotContain("break-glass", ordinary.Status!.Message, StringComparison.Ordinal);
        await CloseAsync(glass, "alice", "owner");
    }

    [Fact]
    public async Task A_segment_without_break_glass_has_no_emergencies()
    {
        var denied = await production.EndedAsync(await RequestAsync("finance", breakGlass: true));
        Assert.Equal("NoBreakGlass", denied.Status!.Reason);
    }

    [Fact]
    public async Task What_is_not_reviewed_in_time_is_overdue_in_its_condition_an_Event_and_a_metric()
    {
        var segment = await SegmentAsync(Closed + "\n    reviewWithin: 1s\n    maxDuration: 2s");
        var glass = await BreakAsync(segment);
        Assert.Equal(TimeSpan.FromSeconds(2), glass.Status!.ExpiresAt - glass.Status.ActivatedAt);
        var overdue = await production.GrantIsAsync(glass.Metadata.Name!, status => status.Conditions.Any(condition => condition is { Type: "Reviewed", Reason: "ReviewOverdue" }));
        await production.ToldAsync(overdue, "Warning ReviewOverdue: ");
        Assert.Equal(1, await production.GaugeAsync("segment_break_glass_reviews_overdue", segment));
        await production.DecideAsync("alice", overdue, "owner", ApprovalPurpose.Review);
        await production.GrantIsAsync(glass.Metadata.Name!, status => status.Conditions.Any(condition => condition is { Type: "Reviewed", Status: "True" }));
        Assert.Equal(0, await production.GaugeAsync("segment_break_glass_reviews_overdue", segment));
    }

    private Task<string> SegmentAsync(string more) => production.SegmentAsync("emergency", more, yaml => yaml.Replace("\n  egress:", People.EmergencyRole + "\n  egress:", StringComparison.Ordinal));

    private async Task<string> RequestAsync(string segment, bool breakGlass, string? artifact = null, string user = "erin")
    {
        var name = production.Name("urgent");
        await production.World.As(user).ApplyYamlAsync(WorldManifests.Request(name, segment, artifact ?? await production.PushAsync(segment), user) + (breakGlass ? "\n  breakGlass: true" : ""));
        return name;
    }

    private async Task<string> GlassAsync(string segment)
    {
        var name = production.Name("glass");
        await production.World.As("erin").ApplyYamlAsync(string.Join('\n', WorldManifests.Grant(name, segment, "1m", "erin", "erin", role: "emergency").Split('\n').Where(line => !line.Contains("duration:", StringComparison.Ordinal))) + "\n  breakGlass: true");
        return name;
    }

    /// <summary>Ends a break-glass and has it reviewed: the next test's would be refused.</summary>
    private async Task CloseAsync(AccessGrant glass, string reviewer, string role)
    {
        await production.DecideAsync("erin", glass, null, ApprovalPurpose.Revocation);
        var over = await production.GrantIsAsync(glass.Metadata.Name!, status => status.Phase == GrantPhase.Revoked);
        await production.DecideAsync(reviewer, over, role, ApprovalPurpose.Review);
        await production.GrantIsAsync(glass.Metadata.Name!, status => status.BreakGlassReview?.ReviewedAt is not null);
    }

    private async Task<AccessGrant> BreakAsync(string segment) =>
        await production.GrantIsAsync(await GlassAsync(segment), status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
}
