using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Cli.Commands;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.Cli;

/// <summary>Every command as an ordinary user gives it, with the operator at work.</summary>
public sealed class CommandTests(CommandTests.Town town) : IClassFixture<CommandTests.Town>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    private World World => town.World;

    [Fact]
    public async Task Get_shows_what_is_there_in_each_format()
    {
        var name = await AskAsync("alice", "request-access", "open", "--role", "investigator", "--for", "30m", "--justification", "INC-1", "--user", "bob");
        await GrantAsync(name, GrantPhase.Active);
        Assert.Equal(0, await RunAsync("alice", "get", $"grant/{name}", "-o", "json"));
        var one = JsonNode.Parse(Said())!;
        Assert.Equal(("AccessGrant", "bob"), (one["kind"]!.ToString(), one["spec"]!["subject"]!["name"]!.ToString()));
        Assert.Equal(0, await RunAsync("alice", "get", "-o", "json"));
        Assert.Equal("List", JsonNode.Parse(Said())!["kind"]!.ToString());
        Assert.Equal(0, await RunAsync("alice", "get", "-o", "name"));
        Assert.Contains($"accessgrant.segment-operator.dev/{name}\n", Said(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("alice", "get", "-o", "wide", "--segment", "open"));
        Assert.Matches($"grant/{name} +open +bob +investigator +Active +Active +in \\d+m .*bob holds investigator until", Said());
        Assert.Equal(0, await RunAsync("alice", "get", "-o", "yaml", name));
        Assert.Contains("kind: AccessGrant\n", Said(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("alice", "access", "-o", "json", "--segment", "open"));
        Assert.Contains(JsonNode.Parse(Said())!["items"]!.AsArray(), item => item!["metadata"]!["name"]!.ToString() == name);
        Assert.Equal(0, await RunAsync("alice", "get", "--segment", "nowhere"));
        Assert.Equal("No requests or grants found in the namespace team-revenue.\n", _errors.ToString());
    }

    [Fact]
    public async Task Watch_shows_a_grant_as_it_goes_on_until_it_is_interrupted()
    {
        var name = await AskAsync("alice", "request-access", "open", "--role", "investigator", "--for", "4s", "--justification", "INC-2");
        using var interrupt = new CancellationTokenSource();
        using var live = new LiveText();
        var watch = PluginCommands.Create(new CommandContext(live, _errors, TextReader.Null, IsTerminal: false)).Parse(["watch", $"grant/{name}", .. Common("alice")]).InvokeAsync(cancellationToken: interrupt.Token);
        await live.UntilAsync(text => text.Contains(" Active ", StringComparison.Ordinal), Patience);
        await live.UntilAsync(text => text.Contains(" Expired ", StringComparison.Ordinal), Patience);
        Assert.False(watch.IsCompleted, "a watch ends when it is told to");
        await interrupt.CancelAsync();
        Assert.Equal(130, await watch);
        // What a pipe gets is text.
        Assert.DoesNotContain('\u001b', live.ToString());
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task Watch_paints_over_itself_on_a_terminal_and_shows_the_progress_of_runs()
    {
        var name = await AskAsync("alice", "request", "closed", "--artifact", "registry.invalid/sf/closed/x:1");
        using var interrupt = new CancellationTokenSource();
        using var live = new LiveText();
        var watch = PluginCommands.Create(new CommandContext(live, _errors, TextReader.Null, IsTerminal: true)).Parse(["watch", "-A", .. Common("root")]).InvokeAsync(cancellationToken: interrupt.Token);
        await live.UntilAsync(text => text.Contains($"dreq/{name}", StringComparison.Ordinal) && text.Contains("Denied", StringComparison.Ordinal), Patience);
        await interrupt.CancelAsync();
        Assert.Equal(130, await watch);
        Assert.Matches("^\u001b\\[H\u001b\\[JNAMESPACE +NAME ", live.ToString());
        Assert.Contains("PROGRESS", live.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Break_glass_takes_access_at_once_and_its_review_is_picked_by_who_reviews()
    {
        var name = await AskAsync("alice", "break-glass", "closed", "--role", "emergency", "--justification", "The close is tonight and the totals are wrong.");
        var active = await GrantAsync(name, GrantPhase.Active);
        Assert.Equal(TimeSpan.FromHours(4), active.Status!.ExpiresAt - active.Status.ActivatedAt);
        Assert.Equal(0, await RunAsync("alice", "access"));
        Assert.Matches($"alice +closed +emergency .* Active +yes +team-revenue/{name}", Said());

        // Another is refused, and explained.
        var next = await AskAsync("alice", "break-glass", "closed", "--role", "emergency", "--justification", "Once more.");
        await GrantAsync(next, GrantPhase.Denied);
        Assert.Equal(0, await RunAsync("alice", "explain", next));
        Assert.Contains($"The break-glass team-revenue/{name} has not been reviewed", Said(), StringComparison.Ordinal);
        Assert.Contains("Change: have the earlier break-glass reviewed", Said(), StringComparison.Ordinal);

        // An emergency deployment names itself one.
        var urgent = await AskAsync("alice", "request", "closed", "--artifact", "registry.invalid/sf/closed/x:1", "--break-glass", "--justification", "Tonight.");
        Assert.True((await World.Admin.GetAsync<DeploymentRequest>(urgent, World.TeamNamespace, default)).Spec.BreakGlass);

        Assert.Equal(0, await RunAsync("alice", "revoke", name));
        Assert.Contains("It counts.", Said(), StringComparison.Ordinal);
        await GrantAsync(name, GrantPhase.Revoked);
        Assert.Equal(1, await RunAsync("carol", "approve", name, "--yes"));
        Assert.Contains("you hold none of the roles that are asked (security)", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("dave", "approve", name, "--yes", "--comment", "It was needed."));
        Assert.Contains("(Approve as security)", Said(), StringComparison.Ordinal);
        await World.UntilAsync<AccessGrant>(name, World.TeamNamespace, grant => grant.Status?.BreakGlassReview?.ReviewedAt is not null, _ => "not reviewed", Patience);
    }

    [Fact]
    public async Task A_decision_that_does_not_count_is_told_to_whoever_made_it()
    {
        var name = await AskAsync("erin", "request-access", "closed", "--role", "investigator", "--for", "30m", "--justification", "INC-3");
        await GrantAsync(name, GrantPhase.AwaitingApproval);
        Assert.Equal(1, await RunAsync("erin", "approve", name, "--role", "manager", "--yes"));
        Assert.Contains("error: it does not count (OwnMatter): erin is the requester; somebody else decides.", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("mallory", "revoke", name));
        Assert.Contains("error: it does not count (RoleNotHeld): mallory is neither the grant's subject nor the segment's owner", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("carol", "deny", name, "--yes", "--comment", "Not this week."));
        await GrantAsync(name, GrantPhase.Denied);
        Assert.Equal(0, await RunAsync("erin", "explain", name));
        Assert.Contains("carol denied it for the role manager: Not this week", Said(), StringComparison.Ordinal);
        Assert.Contains("Change: talk to the approvers", Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_names_what_stands_against_it_who_can_move_it_and_the_smallest_change()
    {
        var stranger = await AskAsync("mallory", "request", "open", "--artifact", $"{World.Registry.Host}/sf/open/x:1");
        await RequestAsync(stranger, "RequesterNotAllowed");
        Assert.Equal(0, await RunAsync("mallory", "explain", stranger));
        Assert.Contains("Change: add mallory to a persona of the segment (its owner is Group developers), then ask again", Said(), StringComparison.Ordinal);

        var nowhere = await AskAsync("alice", "request", "nowhere", "--artifact", $"{World.Registry.Host}/sf/open/x:1");
        await RequestAsync(nowhere, "SegmentNotFound");
        Assert.Equal(0, await RunAsync("alice", "explain", $"dreq/{nowhere}"));
        Assert.Contains("Change: create the segment nowhere, or name one that exists", Said(), StringComparison.Ordinal);

        var longer = await AskAsync("alice", "request-access", "open", "--role", "investigator", "--for", "9h", "--justification", "INC-4");
        await GrantAsync(longer, GrantPhase.Denied);
        Assert.Equal(0, await RunAsync("alice", "explain", longer));
        Assert.Contains("Change: ask for 4h", Said(), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync("alice", "explain", "segment/open"));
        Assert.Contains("Segment open is Ready (Ready).", Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_confirms_a_segment_by_review_and_approve()
    {
        Assert.Equal(0, await RunAsync("erin", "review", "segment/open"));
        Assert.Contains("Confirm for open: personas revenue-developers, investigators; roles investigator; exceptions none.", Said(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("carol", "approve", "segment/open", "--yes"));
        Assert.Contains("(RoleNotHeld)", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("erin", "approve", "segment/open", "--yes"));
        await World.UntilAsync<Segment>("open", null, segment => segment.Status?.ReviewedAt is not null, _ => "not confirmed", Patience);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("watch")]
    [InlineData("access")]
    [InlineData("verify")]
    [InlineData("explain", "x")]
    [InlineData("review", "x")]
    [InlineData("approve", "x", "--yes")]
    [InlineData("deny", "x", "--yes")]
    [InlineData("revoke", "x")]
    [InlineData("request", "finance", "--artifact", "registry.example.com/x:1")]
    [InlineData("request-access", "finance", "--role", "r", "--for", "1m", "--justification", "INC-5")]
    [InlineData("break-glass", "finance", "--role", "r", "--justification", "INC-5")]
    public async Task Every_command_refuses_in_one_sentence_without_cluster_context_or_file(params string[] arguments)
    {
        var here = World.Directory;
        await RefusedAsync([.. arguments, "--kubeconfig", Path.Combine(here, "no-such.kubeconfig")], "no-such.kubeconfig");
        await RefusedAsync([.. arguments, "--kubeconfig", Path.Combine(here, "alice.kubeconfig"), "--context", "elsewhere"], "elsewhere");
        var down = Path.Combine(here, "down.kubeconfig");
        await File.WriteAllTextAsync(down, "{apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c}}], clusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]}");
        await RefusedAsync([.. arguments, "--kubeconfig", down], "127.0.0.1");
    }

    [Theory]
    [InlineData("get")]
    [InlineData("watch")]
    [InlineData("access")]
    [InlineData("verify")]
    [InlineData("explain", "x")]
    [InlineData("revoke", "x")]
    public async Task What_one_may_not_is_said_as_kubectl_says_it(params string[] arguments)
    {
        var exit = await PluginCommands.Create(_output, _errors).Parse([.. arguments, "--kubeconfig", Path.Combine(World.Directory, "bob.kubeconfig"), "-n", "kube-system"]).InvokeAsync();
        Assert.Equal(1, exit);
        Assert.StartsWith("Error from server (Forbidden): ", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("User \"bob\" cannot", _errors.ToString(), StringComparison.Ordinal);
        Assert.Single(_errors.ToString().Trim().Split('\n'));
    }

    private async Task RefusedAsync(string[] arguments, string about)
    {
        using var errors = new StringWriter();
        Assert.Equal(1, await PluginCommands.Create(_output, errors).Parse(arguments).InvokeAsync());
        Assert.StartsWith("error: ", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains(about, errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().Trim().Split('\n'));
    }

    private string[] Common(string user) => user == "root"
        ? ["--kubeconfig", Path.Combine(World.Directory, "admin.kubeconfig")]
        : ["--kubeconfig", Path.Combine(World.Directory, $"{user}.kubeconfig"), "-n", World.TeamNamespace];

    private async Task<string> AskAsync(string user, params string[] arguments)
    {
        Assert.True(await RunAsync(user, arguments) == 0, _errors.ToString());
        return Said().Split(' ')[0].Split('/')[1];
    }

    private Task<int> RunAsync(string user, params string[] arguments)
    {
        _output.GetStringBuilder().Clear();
        return PluginCommands.Create(_output, _errors).Parse([.. arguments, .. Common(user)]).InvokeAsync();
    }

    private string Said() => _output.ToString();

    private Task<AccessGrant> GrantAsync(string name, GrantPhase phase) =>
        World.UntilAsync<AccessGrant>(name, World.TeamNamespace, grant => grant.Status?.Phase == phase, grant => $"{grant.Status?.Phase} ({grant.Status?.Reason}) {grant.Status?.Message}", Patience);

    private Task<DeploymentRequest> RequestAsync(string name, string reason) =>
        World.UntilAsync<DeploymentRequest>(name, World.TeamNamespace, request => request.Status?.Reason == reason, World.Describe, Patience);

    /// <summary>A cluster with two segments: open asks nobody, closed asks a manager and security, and has break-glass.</summary>
    public sealed class Town : IAsyncLifetime
    {
        public World World { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            World = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("town-").FullName });
            await World.StartOperator().WaitUntilReadyAsync(Patience);
            await World.Admin.ApplyYamlAsync(WorldManifests.Segment(World, "open", World.FinanceKey.PublicKeyPem, "Open"));
            await World.Admin.ApplyYamlAsync(WorldManifests.Segment(World, "closed", World.FinanceKey.PublicKeyPem, "Closed").Replace("\n  egress:", """

                  - name: emergency
                    kubernetes: {clusterRole: view}
                    maxDuration: 1h
                    breakGlass: true
                  egress:
                """, StringComparison.Ordinal) + """

                  approvals:
                    roles:
                    - {name: manager, subjects: [{kind: Group, name: managers}]}
                    - {name: security, subjects: [{kind: Group, name: security}]}
                  breakGlass:
                    subjects: [{kind: User, name: alice}]
                    reviewers: [security]
                """);
            await World.Admin.ApplyYamlAsync("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: most-view-segments}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: segment-operator-viewer}
                subjects:
                - {kind: Group, name: developers, apiGroup: rbac.authorization.k8s.io}
                - {kind: Group, name: managers, apiGroup: rbac.authorization.k8s.io}
                - {kind: Group, name: security, apiGroup: rbac.authorization.k8s.io}
                - {kind: Group, name: guests, apiGroup: rbac.authorization.k8s.io}
                """);
            foreach (var name in (string[])["open", "closed"])
                await World.UntilAsync<Segment>(name, null, segment => segment.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }) == true, segment => string.Join("; ", segment.Status?.Conditions.Select(condition => condition.Message) ?? []), Patience);
        }

        public async Task DisposeAsync() => await World.DisposeAsync();
    }
}
