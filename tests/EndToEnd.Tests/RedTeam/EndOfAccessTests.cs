using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.EndToEnd.Leadership;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>Whatever befalls the operator or the API server around its end, access goes.</summary>
[Collection(nameof(LeadershipTests))]
public sealed class EndOfAccessTests(EndOfAccess scene) : IClassFixture<EndOfAccess>
{
    private static readonly TimeSpan SoonAfterReturn = TimeSpan.FromSeconds(2);

    [OwnClusterFact]
    public async Task An_operator_that_was_down_at_the_end_revokes_within_two_seconds_of_its_return()
    {
        await using var first = await StartAsync();
        var grant = await scene.ActiveAsync("2s");
        await first.KillAsync();
        await EndOfAccess.UntilAsync(grant.Status!.ExpiresAt!.Value.AddSeconds(2));
        Assert.NotNull(await scene.BindingAsync(grant));

        var log = new FileInfo(first.LogFile).Length;
        await using var second = scene.World.StartOperator("--leader-elect", "false");
        var gone = await scene.GoneAsync(grant);
        var back = await WorkingSinceAsync(second, log);
        Assert.True(gone - back < SoonAfterReturn, $"revoked {(gone - back).TotalMilliseconds:0} ms after the operator's return");
        await scene.IsAsync(grant.Metadata.Name!, status => status is { Phase: GrantPhase.Expired, Revocation.Proof.Gone: true });
    }

    [OwnClusterFact]
    public async Task A_grant_whose_end_found_the_API_server_unreachable_ends_as_soon_as_it_is_back()
    {
        var (process, api) = await scene.BehindProxyAsync();
        await using var first = process;
        await using var second = api;
        var grant = await scene.ActiveAsync("3s");
        api.IsSilent = true;
        await EndOfAccess.UntilAsync(grant.Status!.ExpiresAt!.Value.AddSeconds(8));
        Assert.NotNull(await scene.BindingAsync(grant));
        var back = TimeProvider.System.GetUtcNow();
        api.IsSilent = false;
        var gone = await scene.GoneAsync(grant);
        Assert.True(gone - back < SoonAfterReturn, $"revoked {(gone - back).TotalMilliseconds:0} ms after the API server's return");
        await scene.IsAsync(grant.Metadata.Name!, status => status.Phase == GrantPhase.Expired);
    }

    [DevClusterFact]
    public async Task A_grant_whose_end_met_an_API_server_in_trouble_for_long_ends_soon_after_the_trouble()
    {
        await using var process = await StartAsync();
        var grant = await scene.ActiveAsync("2s");
        var faults = scene.World.Cluster.Faults;
        var user = $"system:serviceaccount:{World.OperatorNamespace}:segment-operator";
        faults.Always(new(DevCluster.Faults.FaultKind.InternalError), new(Verb: "delete", Resource: "rolebindings", User: user));
        faults.Always(new(DevCluster.Faults.FaultKind.InternalError), new(Verb: "patch", Resource: "accessgrants", User: user));
        try
        {
            // Long enough for pauses that double to be far beyond what is allowed.
            await EndOfAccess.UntilAsync(grant.Status!.ExpiresAt!.Value.AddSeconds(25));
            Assert.NotNull(await scene.BindingAsync(grant));
        }
        finally
        {
            faults.Clear();
        }

        var back = TimeProvider.System.GetUtcNow();
        var gone = await scene.GoneAsync(grant);
        Assert.True(gone - back < TimeSpan.FromSeconds(4), $"revoked {(gone - back).TotalMilliseconds:0} ms after the trouble");
    }

    [OwnClusterFact]
    public async Task A_removal_that_fails_is_Revoking_counted_alarmed_and_tried_again_until_it_succeeds()
    {
        await using var process = await StartAsync();
        var grant = await scene.ActiveAsync("2s");
        await HoldAsync(grant, "example.com/hold");
        var stuck = await scene.IsAsync(grant.Metadata.Name!, status => status is { Phase: GrantPhase.Revoking, Revocation.Failures: >= 2 });
        Assert.Equal("RevocationFailed", stuck.Status!.Reason);
        Assert.Null(stuck.Status.RevokedAt);
        Assert.False(stuck.Status.Revocation!.Proof!.Gone);
        Assert.True(stuck.Status.Revocation.NextAttemptAt > grant.Status!.ExpiresAt);
        using var http = new HttpClient();
        var counted = (await http.GetStringAsync(new Uri(process.Health, "/metrics"))).Split('\n').Single(line => line.StartsWith("segment_grant_revocation_failures_total{", StringComparison.Ordinal));
        Assert.True(double.Parse(counted.Split(' ')[^1], CultureInfo.InvariantCulture) >= 2, counted);
        await EventAsync(stuck, "RevocationFailed");

        await HoldAsync(grant, null);
        var ended = await scene.IsAsync(grant.Metadata.Name!, status => status.Phase == GrantPhase.Expired);
        Assert.True(ended.Status!.Revocation!.Proof!.Gone);
        Assert.Null(await scene.BindingAsync(grant));
    }

    [OwnClusterFact]
    public async Task A_binding_made_by_hand_for_the_same_person_does_not_survive_the_end()
    {
        await using var process = await StartAsync();
        var grant = await scene.ActiveAsync("3s");
        var copy = (await scene.BindingAsync(grant))!;
        copy.Metadata = new() { Name = scene.Name("by-hand"), Namespace = "segment-finance" };
        await scene.Stolen.CreateAsync(copy, new CreateOptions(), default);
        var ended = await scene.IsAsync(grant.Metadata.Name!, status => status.Phase == GrantPhase.Expired);
        Assert.True(ended.Status!.Revocation!.Proof!.Gone);
        Assert.Null(await scene.Admin.FindAsync<RoleBinding>(copy.Metadata.Name!, "segment-finance", default));
        await EventAsync(ended, "BindingUndone");
        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => scene.World.As("bob").ListAsync<Pod>(new ListOptions { Namespace = "segment-finance" }, default))).IsForbidden);
    }

    [OwnClusterFact]
    public async Task A_token_that_opened_the_namespace_opens_nothing_the_moment_the_grant_is_over()
    {
        await using var process = await StartAsync();
        var grant = await scene.ActiveAsync("3s");
        var bob = scene.World.As("bob");
        await AllowedAsync(bob);
        await scene.GoneAsync(grant);
        // A server's authorizer follows its watch: a moment is all it gets.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => bob.ListAsync<Pod>(new ListOptions { Namespace = "segment-finance" }, default))).IsForbidden);
    }

    [OwnClusterFact]
    public async Task A_grant_that_is_deleted_and_created_again_under_its_name_gives_nothing_of_the_first()
    {
        await using var process = await StartAsync();
        var first = await scene.ActiveAsync("10m");
        await scene.World.As("alice").DeleteAsync<AccessGrant>(first.Metadata.Name!, World.TeamNamespace, new DeleteOptions(), default);
        await scene.GoneAsync(first);
        for (var left = 600; await scene.Admin.FindAsync<AccessGrant>(first.Metadata.Name!, World.TeamNamespace, default) is not null; left--)
        {
            Assert.True(left > 0, "the deleted grant is still there");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        var second = await scene.ActiveAsync("3s", first.Metadata.Name);
        Assert.NotEqual(first.Metadata.Uid, second.Metadata.Uid);
        Assert.True(second.Status!.ActivatedAt >= first.Status!.ActivatedAt);
        Assert.Null(await scene.BindingAsync(first));
        await scene.GoneAsync(second);
        Assert.Equal(TimeSpan.FromSeconds(3), second.Status.ExpiresAt - second.Status.ActivatedAt);
    }

    [OwnClusterFact]
    public async Task A_thousand_grants_that_end_in_one_second_all_end_and_none_before_its_time()
    {
        const int count = 1000;
        var ends = TimeProvider.System.GetUtcNow().AddSeconds(StageCluster.IsDevCluster ? 60 : 180);
        var grants = new System.Collections.Concurrent.ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var binding = new RoleBinding { RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "view" }, Subjects = [new() { Kind = "User", ApiGroup = "rbac.authorization.k8s.io", Name = "somebody" }] };
        var segment = await scene.Admin.GetAsync<Segment>("finance", null, default);
        var alice = scene.World.As("alice");
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, cancellationToken) =>
        {
            var name = $"rush-{index}";
            await alice.ApplyYamlAsync(WorldManifests.Grant(name, "finance", "1h", "somebody"), cancellationToken);
            var grant = await scene.Admin.GetAsync<AccessGrant>(name, World.TeamNamespace, cancellationToken);
            var end = new DateTimeOffset(ends.Ticks - (ends.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero).AddMilliseconds(index);
            await scene.Stolen.CreateAsync(
                new RoleBinding { Metadata = new() { Name = EndOfAccess.BindingOf(grant), Namespace = "segment-finance", Labels = Labels(grant), Annotations = Owner(grant) }, RoleRef = binding.RoleRef, Subjects = binding.Subjects },
                new CreateOptions(), cancellationToken);
            grant.Status = new() { ObservedGeneration = 1, Phase = GrantPhase.Active, Reason = "Active", SegmentUid = segment.Metadata.Uid, ActivatedAt = TimeProvider.System.GetUtcNow().AddSeconds(-1), ExpiresAt = end, Bindings = [new() { Kind = BindingKind.RoleBinding, Namespace = "segment-finance", Name = EndOfAccess.BindingOf(grant) }] };
            var status = JsonSerializer.SerializeToNode(grant, AccessGrant.ResourceType.Json)!["status"]!.DeepClone();
            await scene.Stolen.PatchAsync<AccessGrant>(name, World.TeamNamespace, Patch.Merge(new JsonObject { ["status"] = status }), new PatchOptions { FieldManager = "segment-operator", Subresource = "status" }, default);
            grants[EndOfAccess.BindingOf(grant)] = end;
        });
        await using var process = await StartAsync();
        Assert.True(TimeProvider.System.GetUtcNow() < ends, "the machine took too long to prepare the grants");
        Assert.Equal(count, await BindingsAsync());
        var gone = await GoneAsync(grants.Keys, ends.AddSeconds(60));
        Assert.All(gone, pair => Assert.True(pair.Value >= grants[pair.Key], $"{pair.Key} went {(grants[pair.Key] - pair.Value).TotalMilliseconds:0} ms early"));
        await scene.IsAsync("rush-0", status => status is { Phase: GrantPhase.Expired, Revocation.Proof.Gone: true });
        await scene.IsAsync($"rush-{count - 1}", status => status is { Phase: GrantPhase.Expired, Revocation.Proof.Gone: true });

        async Task<int> BindingsAsync() => (await scene.Admin.ListAsync<RoleBinding>(new ListOptions { Namespace = "segment-finance", LabelSelector = "segment-operator.dev/owner-kind=AccessGrant" }, default)).Items.Count;
    }

    [OwnClusterFact]
    public async Task The_successor_of_a_leader_that_was_killed_at_the_end_revokes_within_lease_and_retry()
    {
        await using var replicas = await Replicas.StartAsync("killed-at-the-end");
        await replicas.World.As("alice").ApplyYamlAsync(WorldManifests.Grant("last", "finance", "5s"));
        var grant = await replicas.World.UntilAsync<AccessGrant>("last", World.TeamNamespace, found => found.Status is { Phase: GrantPhase.Active, Bindings.Count: 1 }, found => $"{found.Status?.Phase}", Production.Patience);
        await EndOfAccess.UntilAsync(grant.Status!.ExpiresAt!.Value.AddSeconds(-0.2));
        var (leader, _) = await replicas.LeaderAsync(Replicas.Now, TimeSpan.FromSeconds(5));
        var killed = Replicas.Now;
        leader.Signal("KILL");
        while (await replicas.World.Admin.FindAsync<RoleBinding>(EndOfAccess.BindingOf(grant), "segment-finance", default) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(killed) < Replicas.TakeOver + SoonAfterReturn, "the access outlived the leader's death by more than the lease");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Empty(replicas.Log.Trespasses());
    }

    private async Task<OperatorProcess> StartAsync()
    {
        var process = scene.World.StartOperator("--leader-elect", "false");
        await process.WaitUntilReadyAsync(Production.Patience);
        return process;
    }

    /// <summary>Waits until a watch, or a list, shows each of them gone.</summary>
    private async Task<Dictionary<string, DateTimeOffset>> GoneAsync(IEnumerable<string> names, DateTimeOffset atMost)
    {
        var (left, gone) = (names.ToHashSet(StringComparer.Ordinal), new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal));
        while (left.Count > 0)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < atMost, $"{left.Count} bindings are still there");
            var there = (await scene.Admin.ListAsync<RoleBinding>(new ListOptions { Namespace = "segment-finance" }, default)).Items.Select(item => item.Metadata.Name!).ToHashSet(StringComparer.Ordinal);
            var now = TimeProvider.System.GetUtcNow();
            foreach (var name in left.Where(name => !there.Contains(name)).ToList())
            {
                left.Remove(name);
                gone[name] = now;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        return gone;
    }

    private static async Task AllowedAsync(IKubernetesClient person)
    {
        for (var left = 50; ; left--)
        {
            try
            {
                await person.ListAsync<Pod>(new ListOptions { Namespace = "segment-finance" }, default);
                return;
            }
            catch (KubernetesException e) when (e.IsForbidden && left > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private Task HoldAsync(AccessGrant grant, string? finalizer)
    {
        var finalizers = finalizer is null ? new JsonArray() : new JsonArray(finalizer);
        return scene.Stolen.PatchAsync<RoleBinding>(EndOfAccess.BindingOf(grant), "segment-finance", Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = finalizers } }), new PatchOptions { FieldManager = "segment-operator" }, default);
    }

    private async Task EventAsync(IKubernetesObject regarding, string reason)
    {
        for (var left = 100; ; left--)
        {
            if ((await scene.Admin.ListAsync<Event>(new ListOptions(), default)).Items.Any(item => item.Regarding?.Uid == regarding.Metadata.Uid && item is { Type: "Warning" } && item.Reason == reason))
                return;
            Assert.True(left > 0, $"no Warning Event {reason}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>When the process that wrote to the log since <paramref name="from"/> led, and knew everything.</summary>
    private static async Task<DateTimeOffset> WorkingSinceAsync(OperatorProcess process, long from)
    {
        for (var left = 300; ; left--)
        {
            await using var file = new FileStream(process.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(from, SeekOrigin.Begin);
            using var reader = new StreamReader(file);
            if ((await reader.ReadToEndAsync()).Split('\n').FirstOrDefault(line => line.Contains("Controllers are working", StringComparison.Ordinal)) is { } line)
            {
                var time = TimeOnly.ParseExact(line[..12], "HH:mm:ss.fff", CultureInfo.InvariantCulture);
                return new DateTimeOffset(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), time, TimeSpan.Zero);
            }

            Assert.True(left > 0, "the operator does not say that it works");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static Dictionary<string, string> Labels(AccessGrant grant) => new(StringComparer.Ordinal)
    {
        ["app.kubernetes.io/managed-by"] = "segment-operator",
        ["segment-operator.dev/segment"] = "finance",
        ["segment-operator.dev/owner-kind"] = "AccessGrant",
        ["segment-operator.dev/owner-uid"] = grant.Metadata.Uid!,
    };

    private static Dictionary<string, string> Owner(AccessGrant grant) => new(StringComparer.Ordinal)
    {
        ["segment-operator.dev/owner-namespace"] = grant.Metadata.Namespace!,
        ["segment-operator.dev/owner-name"] = grant.Metadata.Name!,
    };
}
