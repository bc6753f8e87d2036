using System.Text;
using System.Text.RegularExpressions;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>Runs whose target is this cluster: a token of the run's own account, bound to its pod.</summary>
[Collection(ProductionCollection.Name)]
public sealed partial class ClusterTargetTests(Production production)
{
    private const string Settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {mode: fast}\n";

    [Fact]
    public async Task Manifests_are_applied_with_a_token_that_ends_with_the_run()
    {
        var (segment, target) = await SegmentAsync();
        var name = await RequestAsync(segment, Settings);
        var started = await production.RequestIsAsync(name, status => status.Run?.PodUid is not null);
        var run = $"run-{started.Metadata.Uid}";
        var pod = await production.World.Admin.GetAsync<Pod>(run, $"segment-{segment}", default);
        Assert.Equal((run, false), (pod.Spec!.ServiceAccountName, pod.Spec.AutomountServiceAccountToken));
        var secret = await production.World.Admin.FindAsync<Secret>(run, $"segment-{segment}", default);

        var ended = await production.RequestIsAsync(name, status => status.Credential?.SecretRemovedAt is not null);

        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
        Assert.Equal($"system:serviceaccount:segment-{segment}:{run}", ended.Status.Credential!.Subject);
        Assert.Equal("fast", (await production.World.Admin.GetAsync<ConfigMap>("settings", target, default)).Data!["mode"]);
        await NothingIsLeftAsync(segment, target, run);
        Assert.False(await MayAsync(ended.Status.Credential.Subject!, target));
        if (secret?.Data is { } data)
            await RefusedAsync(Encoding.UTF8.GetString(Convert.FromBase64String(data["access-token"])));
    }

    /// <summary>Red team: what somebody copied out of a run while it ran.</summary>
    [Fact]
    public async Task A_runs_token_that_was_stolen_while_it_ran_is_refused_after_it()
    {
        var (segment, _) = await SegmentAsync();
        using var stop = new CancellationTokenSource();
        var stealing = StealAsync(segment, stop.Token);
        var name = await RequestAsync(segment, Settings);
        var token = await stealing.WaitAsync(Production.Patience);
        await production.RequestIsAsync(name, status => status.Credential?.SecretRemovedAt is not null);
        await stop.CancelAsync();

        var file = Path.Combine(production.World.Directory, $"{segment}-stolen.kubeconfig");
        await File.WriteAllTextAsync(file, WorldManifests.TokenKubeconfig(production.World.Cluster.Address, production.World.Cluster.AuthorityPem, token));
        using var thief = new KubernetesClient(ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = file }, TimeProvider.System), TimeProvider.System);
        // A real server remembers for 10 s that it knew a token.
        for (var left = 150; ; left--)
        {
            var refusal = await Assert.ThrowsAsync<KubernetesException>(() => thief.ListAsync<ConfigMap>(new ListOptions { Namespace = $"app-{segment}" }, default));
            if (refusal.Status.Code == 401)
                break;
            Assert.True(refusal.IsForbidden && left > 0, refusal.Message);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    [Fact]
    public async Task What_the_targets_role_does_not_allow_is_refused_and_changes_nothing()
    {
        var (segment, target) = await SegmentAsync();
        var quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: mine}\nspec: {hard: {pods: \"5\"}}\n";
        var ended = await production.EndedAsync(await RequestAsync(segment, Settings, quota));
        Assert.Equal((DeploymentPhase.Failed, "DeploymentRefused"), (ended.Status!.Phase, ended.Status.Reason));
        Assert.Null(await production.World.Admin.FindAsync<ConfigMap>("settings", target, default));
        await production.RequestIsAsync(ended.Metadata.Name!, status => status.Credential?.SecretRemovedAt is not null);
        await NothingIsLeftAsync(segment, target, $"run-{ended.Metadata.Uid}");
    }

    [Fact]
    public async Task A_target_namespace_that_does_not_exist_is_waited_for_and_named()
    {
        var (segment, target) = await SegmentAsync(exists: false);
        var name = await RequestAsync(segment, Settings);
        var waiting = await production.RequestIsAsync(name, status => status.Reason == "TargetRefused");
        Assert.Contains(target, waiting.Status!.Message, StringComparison.Ordinal);
        await production.World.Admin.CreateAsync(new Namespace { Metadata = new() { Name = target } }, new CreateOptions(), default);
        await production.SucceededAsync(name);
    }

    [Fact]
    public async Task A_role_that_the_operator_may_not_bind_is_named_with_the_value_that_would_let_it()
    {
        var (segment, target) = await SegmentAsync(more: ", clusterRole: cluster-admin");
        var name = await RequestAsync(segment, Settings);
        var waiting = await production.RequestIsAsync(name, status => status.Reason == "TargetRefused");
        Assert.Contains("may not bind cluster-admin", waiting.Status!.Message, StringComparison.Ordinal);
        Assert.Contains("grantableClusterRoles", waiting.Status.Message, StringComparison.Ordinal);
        Assert.Null(await production.World.Admin.FindAsync<RoleBinding>($"run-{waiting.Metadata.Uid}", target, default));
        await production.World.Admin.DeleteAsync<DeploymentRequest>(name, World.TeamNamespace, new DeleteOptions(), default);
    }

    [Fact]
    public async Task Another_cluster_keeps_the_segment_from_Ready_before_anybody_asks()
    {
        var name = production.Name("elsewhere");
        await production.World.Admin.ApplyYamlAsync(SalesforceTarget().Replace(production.Segment(name, "Elsewhere"), "  target:\n    kubernetes: {server: \"https://10.0.0.1:6443\", namespaces: [app]}\n"));
        var segment = await production.SegmentIsAsync(name, "Ready", "False");
        var ready = segment.Status!.Conditions.First(condition => condition.Type == "Ready");
        Assert.Equal("TargetNotServed", ready.Reason);
        Assert.Contains("spec.target.kubernetes.server", ready.Message, StringComparison.Ordinal);
        await production.World.Admin.DeleteAsync<Segment>(name, null, new DeleteOptions(), default);
    }

    private async Task<bool?> MayAsync(string user, string target)
    {
        var review = new SubjectAccessReview { Spec = new() { User = user, ResourceAttributes = new() { Namespace = target, Verb = "create", Resource = "configmaps" } } };
        return (await production.World.Admin.CreateAsync(review, new CreateOptions(), default)).Status?.Allowed;
    }

    /// <summary>A kube-apiserver remembers for ten seconds whom a token authenticated; what they may do, it asks each time.</summary>
    private async Task RefusedAsync(string token)
    {
        var started = TimeProvider.System.GetTimestamp();
        var review = new TokenReview { Spec = new() { Token = token } };
        while ((await production.World.Admin.CreateAsync(review, new CreateOptions(), default)).Status?.Authenticated == true)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "The token of a run that ended is still taken.");
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        }
    }

    /// <returns>The token of the first run in the segment's namespace.</returns>
    private async Task<string> StealAsync(string segment, CancellationToken cancellationToken)
    {
        while (true)
        {
            await foreach (var change in production.World.Admin.WatchAsync<Secret>(new WatchOptions { Namespace = $"segment-{segment}" }, cancellationToken))
            {
                if (change.Object.Data?.GetValueOrDefault("access-token") is { } token)
                    return Encoding.UTF8.GetString(Convert.FromBase64String(token));
            }
        }
    }

    private async Task NothingIsLeftAsync(string segment, string target, string run)
    {
        Assert.Null(await production.World.Admin.FindAsync<ServiceAccount>(run, $"segment-{segment}", default));
        Assert.Null(await production.World.Admin.FindAsync<Secret>(run, $"segment-{segment}", default));
        Assert.Null(await production.World.Admin.FindAsync<RoleBinding>(run, target, default));
    }

    private async Task<(string Segment, string Target)> SegmentAsync(bool exists = true, string more = "")
    {
        var name = production.Name("cluster");
        var target = $"app-{name}";
        if (exists)
            await production.World.Admin.CreateAsync(new Namespace { Metadata = new() { Name = target } }, new CreateOptions(), default);
        var yaml = production.Segment(name, "A cluster");
        await production.World.Admin.ApplyYamlAsync(SalesforceTarget().Replace(yaml, $"  target:\n    kubernetes: {{namespaces: [{target}]{more}}}\n"));
        await production.ReadyAsync(name);
        return (name, target);
    }

    private async Task<string> RequestAsync(string segment, params string[] manifests)
    {
        var package = PackageArtifact.OfManifests(manifests.Select((text, index) => PackageFile.Text($"{index}.yaml", text)));
        return await production.RequestAsync(await production.World.PushAsync($"sf/{segment}/app", "1", package, production.World.FinanceKey), segment);
    }

    [GeneratedRegex("  target:\\n(    .*\\n)+")]
    private static partial Regex SalesforceTarget();
}
