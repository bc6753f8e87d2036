using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Chaos;

/// <summary>A bit of everything that people do with the operator, always the same, and what is there in the end.</summary>
internal static class Story
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string[] Ending = ["ok-1", "ok-2", "unsigned", "foreign-key", "not-mine"];

    /// <summary>Plays it and returns the final state, a line for each thing, without what differs from run to run.</summary>
    public static async Task<IReadOnlyList<string>> PlayAsync(int? seed)
    {
        await using var world = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("chaos-").FullName, DeployDuration = TimeSpan.FromMilliseconds(300), Seed = seed });
        if (seed is { } number)
            Storm.Begin(world.Cluster.Faults, number);
        world.StartOperator();
        await using var keeper = new OperatorKeeper(world);
        foreach (var segment in new[] { "finance", "health", "gone" })
            await world.Admin.ApplyYamlAsync(WorldManifests.Segment(world, segment, (segment == "health" ? world.HealthKey : world.FinanceKey).PublicKeyPem, segment));
        foreach (var segment in new[] { "finance", "health", "gone" })
            await world.UntilAsync<Segment>(segment, null, value => value.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }) == true, value => string.Join("; ", value.Status?.Conditions.Select(condition => condition.Message) ?? []), Patience);
        await ActAsync(world);
        await EndAsync(world);
        if (seed is not null && world.Cluster.Faults.Injected < 20)
            throw new InvalidOperationException($"Only {world.Cluster.Faults.Injected} calls were struck; that is no storm.");
        return await StateAsync(world);
    }

    private static async Task ActAsync(World world)
    {
        var alice = world.As("alice");
        var files = PackageFile.FromFolder(Path.Combine(Checkout.Root, "tests", "Packages", "revenue"));
        var (signed, other) = (await world.PushAsync("sf/finance/revenue", "1", files, world.FinanceKey), await world.PushAsync("sf/finance/revenue", "2", files.Append(PackageFile.Text("README.txt", "2")), world.FinanceKey));
        var unsigned = await world.PushAsync("sf/finance/revenue", "3", files.Append(PackageFile.Text("README.txt", "3")), null);
        var foreign = await world.PushAsync("sf/finance/revenue", "4", files.Append(PackageFile.Text("README.txt", "4")), world.HealthKey);
        (string Name, string Segment, string Artifact)[] requests =
        [
            ("ok-1", "finance", signed), ("ok-2", "finance", other), ("unsigned", "finance", unsigned), ("foreign-key", "finance", foreign),
            ("not-mine", "health", signed), ("never-pushed", "finance", $"{world.Registry.Host}/sf/finance/revenue:never"),
        ];
        foreach (var (name, segment, artifact) in requests)
            await alice.ApplyYamlAsync(WorldManifests.Request(name, segment, artifact));
        await alice.ApplyYamlAsync(WorldManifests.Grant("short", "finance", "12s"));
        await alice.ApplyYamlAsync(WorldManifests.Grant("long", "finance", "1h"));
        await alice.ApplyYamlAsync(WorldManifests.Grant("too-long", "finance", "5h"));
        await alice.ApplyYamlAsync(WorldManifests.Grant("withdrawn", "health", "1h"));
        await GrantIsAsync(world, "withdrawn", GrantPhase.Active);
        await world.Admin.DeleteAsync<AccessGrant>("withdrawn", World.TeamNamespace, new DeleteOptions(), default);
        await world.Admin.DeleteAsync<Segment>("gone", null, new DeleteOptions(), default);
        foreach (var policy in (await world.Admin.ListAsync<NetworkPolicy>(new ListOptions { Namespace = "segment-health" }, default)).Items)
            await world.Admin.DeleteAsync<NetworkPolicy>(policy.Metadata.Name!, "segment-health", new DeleteOptions(), default);
    }

    private static async Task EndAsync(World world)
    {
        foreach (var name in Ending)
            await world.UntilEndedAsync(name, Patience);
        foreach (var name in new[] { "ok-1", "ok-2" })
            await world.UntilAsync<DeploymentRequest>(name, World.TeamNamespace, request => request.Status?.Credential?.SecretRemovedAt is not null, World.Describe, Patience);
        await GrantIsAsync(world, "short", GrantPhase.Expired);
        await GrantIsAsync(world, "long", GrantPhase.Active);
        await GrantIsAsync(world, "too-long", GrantPhase.Denied);
        await UntilAsync(async () => await world.Admin.FindAsync<AccessGrant>("withdrawn", World.TeamNamespace, default) is null, "the withdrawn grant goes");
        await UntilAsync(async () => await world.Admin.FindAsync<Segment>("gone", null, default) is null && await world.Admin.FindAsync<Namespace>("segment-gone", null, default) is null, "the segment goes");
        await UntilAsync(async () => (await world.Admin.ListAsync<NetworkPolicy>(new ListOptions { Namespace = "segment-health" }, default)).Items.Count > 0, "the policies come back");
        await UntilAsync(async () => (await world.Admin.GetAsync<DeploymentRequest>("never-pushed", World.TeamNamespace, default)).Status?.Reason is not (null or "Pending"), "the request for nothing is answered");
        foreach (var segment in new[] { "finance", "health" })
            await world.UntilAsync<Segment>(segment, null, value => value.Status!.Conditions.All(condition => condition.Status != "Unknown"), value => string.Join("; ", value.Status!.Conditions.Select(condition => $"{condition.Type}={condition.Status} {condition.Message}")), Patience);
        await world.UntilAsync<AccessGrant>("long", World.TeamNamespace, grant => grant.Status?.Bindings.Count == 1, grant => $"{grant.Status?.Phase}", Patience);
    }

    private static async Task<IReadOnlyList<string>> StateAsync(World world)
    {
        var lines = new List<string>();
        var requests = (await world.Admin.ListAsync<DeploymentRequest>(new ListOptions(), default)).Items;
        var grants = (await world.Admin.ListAsync<AccessGrant>(new ListOptions(), default)).Items;
        var names = requests.ToDictionary(request => request.Metadata.Uid!, request => request.Metadata.Name!);
        foreach (var grant in grants)
            names.Add(grant.Metadata.Uid!, grant.Metadata.Name!);
        lines.AddRange((await world.Admin.ListAsync<Segment>(new ListOptions(), default)).Items.Select(segment =>
            $"Segment {segment.Metadata.Name}: {string.Join(", ", segment.Status!.Conditions.OrderBy(condition => condition.Type).Select(condition => $"{condition.Type}={condition.Status} {condition.Reason}"))}"));
        lines.AddRange(requests.Select(request =>
            $"DeploymentRequest {request.Metadata.Name}: {request.Status?.Phase} {request.Status?.Reason} ran={request.Status?.Run?.PodUid is not null} revoked={request.Status?.Credential?.RevokedAt is not null} removed={request.Status?.Credential?.SecretRemovedAt is not null}"));
        lines.AddRange(grants.Select(grant =>
            $"AccessGrant {grant.Metadata.Name}: {grant.Status?.Phase} {grant.Status?.Reason} revoked={grant.Status?.RevokedAt is not null} bindings={grant.Status?.Bindings.Count}"));
        foreach (var ns in new[] { "segment-finance", "segment-health" })
        {
            var here = new ListOptions { Namespace = ns };
            lines.AddRange((await world.Admin.ListAsync<Pod>(here, default)).Items.Select(pod => $"{ns}: Pod {pod.Metadata.Name} {pod.Status?.Phase}"));
            lines.AddRange((await world.Admin.ListAsync<Secret>(here, default)).Items.Select(secret => $"{ns}: Secret {secret.Metadata.Name}"));
            lines.AddRange((await world.Admin.ListAsync<RoleBinding>(here, default)).Items.Select(binding => $"{ns}: RoleBinding {binding.Metadata.Name} {binding.RoleRef.Name} {string.Join(' ', binding.Subjects?.Select(subject => subject.Name) ?? [])}"));
            lines.AddRange((await world.Admin.ListAsync<NetworkPolicy>(here, default)).Items.Select(policy => $"{ns}: NetworkPolicy {policy.Metadata.Name}"));
            lines.AddRange((await world.Admin.ListAsync<ResourceQuota>(here, default)).Items.Select(quota => $"{ns}: ResourceQuota {quota.Metadata.Name}"));
            lines.AddRange((await world.Admin.ListAsync<ServiceAccount>(here, default)).Items.Select(account => $"{ns}: ServiceAccount {account.Metadata.Name}"));
        }

        lines.Add($"Org: {world.Org.Org.Deployments.Count} deployments");
        return [.. lines.Select(line => names.Aggregate(line, (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
    }

    private static Task<AccessGrant> GrantIsAsync(World world, string name, GrantPhase phase) =>
        world.UntilAsync<AccessGrant>(name, World.TeamNamespace, grant => grant.Status?.Phase == phase, grant => $"{grant.Status?.Phase} ({grant.Status?.Reason}) {grant.Status?.Message}", Patience);

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await condition();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"not so in time: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
