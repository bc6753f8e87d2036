using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Cli.Commands;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.Cli;

/// <summary>The plugin against a cluster with the operator at work: from the question to the end of the access.</summary>
public sealed class DecisionTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private World _world = null!;

    public async Task InitializeAsync()
    {
        _world = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("plugin-").FullName });
        await _world.StartOperator().WaitUntilReadyAsync(Patience);
        await _world.Admin.ApplyYamlAsync(WorldManifests.Segment(_world, "finance", _world.FinanceKey.PublicKeyPem, "Finance production") + """

              approvals:
                roles:
                - {name: manager, subjects: [{kind: Group, name: managers}]}
            """);
        await _world.Admin.ApplyYamlAsync("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: everybody-views-segments}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: segment-operator-viewer}
            subjects: [{kind: Group, name: "system:authenticated", apiGroup: rbac.authorization.k8s.io}]
            """);
        await _world.UntilAsync<Segment>("finance", null, segment => segment.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }) == true, _ => "not Ready", Patience);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Access_is_asked_for_explained_approved_shown_and_revoked()
    {
        Assert.Equal(0, await RunAsync("alice", "request-access", "finance", "--role", "investigator", "--for", "30m", "--justification", "INC-1"));
        var name = (await _world.Admin.ListAsync<AccessGrant>(new ListOptions(), default)).Items.Single().Metadata.Name!;
        await UntilAsync(name, GrantPhase.AwaitingApproval);

        Assert.Equal(0, await RunAsync("alice", "explain", name));
        Assert.Contains("the role manager", Said(), StringComparison.Ordinal);
        Assert.Contains("(Group managers)", Said(), StringComparison.Ordinal);

        Assert.Equal(1, await RunAsync("dave", "approve", name, "--yes"));
        Assert.Contains("you hold none of the roles that are asked (manager)", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("carol", "review", name));
        Assert.Contains("alice asks: the role investigator in finance for User alice, for 30m", Said(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("carol", "approve", name, "--yes", "--comment", "As shown."));
        await UntilAsync(name, GrantPhase.Active);

        Assert.Equal(0, await RunAsync("carol", "access"));
        Assert.Matches($"alice +finance +investigator .* Active +no +team-revenue/{name}", Said());
        Assert.Equal(0, await RunAsync("alice", "get", name, "-o", "yaml"));
        Assert.Contains("phase: Active", Said(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("alice", "get", "-A"));
        Assert.Matches($"NAMESPACE +NAME +SEGMENT", Said());
        Assert.Equal(0, await RunAsync("alice", "revoke", name));
        await UntilAsync(name, GrantPhase.Revoked);
        Assert.Equal(1, await RunAsync("alice", "revoke", name));
        Assert.Contains("has ended already (Revoked)", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_is_asked_and_says_no_decides_nothing()
    {
        await _world.As("alice").ApplyYamlAsync(WorldManifests.Grant("asked", "finance", "30m"));
        await UntilAsync("asked", GrantPhase.AwaitingApproval);
        var context = new CommandContext(_output, _errors, new StringReader("n\n"), IsTerminal: true);
        Assert.Equal(1, await PluginCommands.Create(context).Parse(["approve", "grant/asked", .. Common("carol")]).InvokeAsync());
        Assert.Empty((await _world.Admin.ListAsync<Approval>(new ListOptions(), default)).Items);
        context = context with { Input = new StringReader("d\n") };
        Assert.Equal(0, await PluginCommands.Create(context).Parse(["review", "grant/asked", .. Common("carol")]).InvokeAsync());
        await UntilAsync("asked", GrantPhase.Denied);
    }

    [Fact]
    public async Task Verify_tells_whether_names_can_be_forged()
    {
        Assert.Equal(0, await RunAsync("alice", "verify"));
        await _world.Admin.DeleteAsync<ValidatingAdmissionPolicyBinding>("segment-operator-identity", null, new DeleteOptions(), default);
        Assert.Equal(1, await RunAsync("alice", "verify"));
        Assert.Contains("not in force", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_said_nicely()
    {
        Assert.Equal(1, await RunAsync("alice", "explain", "nothing"));
        Assert.Contains("error: there is no deployment request and no access grant nothing in the namespace team-revenue.", _errors.ToString(), StringComparison.Ordinal);
    }

    private string[] Common(string user) => ["--kubeconfig", Path.Combine(_world.Directory, $"{user}.kubeconfig"), "-n", World.TeamNamespace];

    private Task<int> RunAsync(string user, params string[] arguments)
    {
        _output.GetStringBuilder().Clear();
        return PluginCommands.Create(_output, _errors).Parse([.. arguments, .. Common(user)]).InvokeAsync();
    }

    private string Said() => _output.ToString();

    private Task<AccessGrant> UntilAsync(string name, GrantPhase phase) =>
        _world.UntilAsync<AccessGrant>(name, World.TeamNamespace, grant => grant.Status?.Phase == phase, grant => $"{grant.Status?.Phase} ({grant.Status?.Reason}) {grant.Status?.Message}", Patience);
}
