using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.SalesforceSim;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>One world with the operator on it and the segment finance in it, for all tests of this assembly, one after the other.</summary>
public sealed class Production : IAsyncLifetime
{
    /// <summary>Under a storm (<see cref="Storm"/>) everything takes longer, and comes to the same.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(Storm.Seed is null ? 90 : 300);

    private int _number;
    private OperatorKeeper? _keeper;

    public World World { get; private set; } = null!;

    /// <summary>The sample package.</summary>
    public IReadOnlyList<PackageFile> Revenue { get; } = PackageFile.FromFolder(Path.Combine(Checkout.Root, "tests", "Packages", "revenue"));

    public IKubernetesClient Alice { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        World = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("end-to-end-").FullName, DeployDuration = TimeSpan.FromMilliseconds(300), Seed = Storm.Seed });
        Alice = World.As("alice");
        if (Storm.Seed is { } seed)
        {
            Storm.Begin(World.Cluster.Faults, seed);
            _keeper = new(World);
        }

        await World.StartOperator().WaitUntilReadyAsync(Patience);
        await World.Admin.ApplyYamlAsync(WorldManifests.Segment(World, "finance", World.FinanceKey.PublicKeyPem, "Finance production"));
        await ReadyAsync("finance");
    }

    public async Task DisposeAsync()
    {
        if (_keeper is not null)
            await _keeper.DisposeAsync();
        await World.DisposeAsync();
        Directory.Delete(World.Directory, recursive: true);
    }

    /// <summary>A name that no other test uses.</summary>
    public string Name(string prefix) => $"{prefix}-{Interlocked.Increment(ref _number)}";

    /// <summary>A package of its own digest, pushed and signed.</summary>
    public Task<string> PackageAsync(string note, SigningKey? key = null, bool signed = true) =>
        World.PushAsync("sf/finance/revenue", note, Revenue.Append(PackageFile.Text("README.txt", note)), signed ? key ?? World.FinanceKey : null);

    /// <summary>One of the many segments that the tests make, all together more than the limit.</summary>
    public string Segment(string name, string title, string? publicKeyPem = null) =>
        WorldManifests.Segment(World, name, publicKeyPem ?? World.FinanceKey.PublicKeyPem, title)
        + "\n  exceptions:\n  - {name: many, type: SegmentLimit, justification: One of many in a test.}";

    public async Task<string> RequestAsync(string artifact, string segment = "finance", string prefix = "request")
    {
        var name = Name(prefix);
        await Alice.ApplyYamlAsync(WorldManifests.Request(name, segment, artifact));
        return name;
    }

    public Task<DeploymentRequest> EndedAsync(string name) => World.UntilEndedAsync(name, Patience);

    /// <summary>Waits until a request has ended well; if it ended otherwise, the test says how.</summary>
    public async Task<DeploymentRequest> SucceededAsync(string name)
    {
        var ended = await EndedAsync(name);
        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
        return ended;
    }

    public Task<DeploymentRequest> RequestIsAsync(string name, Func<DeploymentRequestStatus, bool> condition) =>
        World.UntilAsync<DeploymentRequest>(name, World.TeamNamespace, request => request.Status is { } status && condition(status), World.Describe, Patience);

    public Task<AccessGrant> GrantIsAsync(string name, Func<AccessGrantStatus, bool> condition) =>
        World.UntilAsync<AccessGrant>(name, World.TeamNamespace, grant => grant.Status is { } status && condition(status), grant => $"{grant.Status?.Phase} ({grant.Status?.Reason}) {grant.Status?.Message}", Patience);

    public Task<Segment> SegmentIsAsync(string name, string type, string status) =>
        World.UntilAsync<Segment>(name, null, segment => segment.Status?.Conditions.Any(condition => condition.Type == type && condition.Status == status) == true, segment => string.Join("; ", segment.Status?.Conditions.Select(condition => $"{condition.Type}={condition.Status} {condition.Reason}: {condition.Message}") ?? []), Patience);

    public Task<Segment> ReadyAsync(string name) => SegmentIsAsync(name, "Ready", "True");

    /// <summary>What Events say about an object, newest last.</summary>
    public async Task<IReadOnlyList<string>> EventsOfAsync(IKubernetesObject regarding)
    {
        // Events are written beside the work; in a storm they come later than it.
        if (Storm.Seed is not null)
            await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
        return [.. (await World.Admin.ListAsync<Event>(new ListOptions(), default)).Items.Where(item => item.Regarding?.Uid == regarding.Metadata.Uid).Select(item => $"{item.Type} {item.Reason}: {item.Note}")];
    }

    /// <summary>Whoever asks next meets the fault: a report of standing access, too.</summary>
    public void BreakOrg(SimFault fault) => World.Org.Faults.Add(fault);

    public void MendOrg() => World.Org.Faults.Clear();
}

[CollectionDefinition(Name)]
public sealed class ProductionCollection : ICollectionFixture<Production>
{
    public const string Name = "production";
}
