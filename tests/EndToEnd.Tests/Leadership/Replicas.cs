using System.Text.RegularExpressions;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Leadership;

/// <summary>
/// A world with three operator processes and somebody who keeps breaking what the leader keeps whole, so that there is always
/// something to write.
/// </summary>
internal sealed partial class Replicas : IAsyncDisposable
{
    /// <summary>The lease's duration and retry period: the longest that nobody may lead. One second is for a busy machine.</summary>
    public static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(15 + 2 + 1);

    private readonly CancellationTokenSource _peace = new();
    private readonly List<Replica> _all = [];
    private readonly World _world;
    private Task _breaking = Task.CompletedTask;
    private int _number;

    private Replicas(World world) => _world = world;

    public CallLog Log { get; } = new();

    public World World => _world;

    public static async Task<Replicas> StartAsync(string name)
    {
        var world = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory($"{name}-").FullName });
        var replicas = new Replicas(world);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => replicas.AddAsync()));
            await world.Admin.ApplyYamlAsync(WorldManifests.Segment(world, "finance", world.FinanceKey.PublicKeyPem, "Finance production"));
            await world.UntilAsync<Segment>("finance", null, segment => segment.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }) == true, _ => "not Ready", Production.Patience);
            replicas._breaking = Task.Run(replicas.BreakAsync);
            return replicas;
        }
        catch
        {
            await replicas.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more process and waits until its caches are full.</summary>
    public async Task<Replica> AddAsync()
    {
        var name = $"replica-{Interlocked.Increment(ref _number)}";
        var token = TokenLine().Match(await File.ReadAllTextAsync(Path.Combine(_world.Directory, "operator.kubeconfig"))).Groups[1].Value;
        var api = await ApiProxy.StartAsync(name, _world.Cluster.Address, _world.Cluster.AuthorityPem, Log);
        var kubeconfig = Path.Combine(_world.Directory, $"{name}.kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, api.Kubeconfig(token));
        var process = OperatorProcess.Start(
            ["--kubeconfig", kubeconfig, "--identity", name, "--namespace", World.OperatorNamespace, "--plain-http-registry", _world.Registry.Host, "--log-format", "text"],
            Path.Combine(_world.Directory, $"{name}.log"));
        var replica = new Replica(name, api, process);
        lock (_all)
            _all.Add(replica);
        await process.WaitUntilReadyAsync(Production.Patience);
        return replica;
    }

    /// <summary>Who holds the lease and is not one of <paramref name="except"/>, as soon as there is one.</summary>
    /// <returns>The replica, and how long after <paramref name="since"/> its write that got the lease was answered.</returns>
    public async Task<(Replica Leader, TimeSpan After)> LeaderAsync(long since, TimeSpan atMost, params Replica[] except)
    {
        while (true)
        {
            var taken = Log.Calls.Where(call => call.WroteLease && !string.IsNullOrEmpty(call.Holder) && call.Answered >= since && except.All(other => other.Name != call.Replica))
                .OrderBy(call => call.Answered).FirstOrDefault();
            lock (_all)
            {
                if (taken is not null)
                    return (_all.Single(replica => replica.Name == taken.Replica), TimeProvider.System.GetElapsedTime(since, taken.Answered));
            }

            Assert.True(TimeProvider.System.GetElapsedTime(since) < atMost, $"nobody took the lease within {atMost}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Who leads now.</summary>
    public Task<(Replica Leader, TimeSpan After)> LeaderAsync() => LeaderAsync(Now, TimeSpan.FromSeconds(5));

    public static long Now => TimeProvider.System.GetTimestamp();

    /// <summary>Waits until a replica has written something since <paramref name="since"/>.</summary>
    public async Task ActsAsync(Replica replica, long since)
    {
        for (var begun = Now; Log.WritesOf(replica.Name, since) == 0;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(15), $"{replica.Name} leads and writes nothing");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _peace.CancelAsync();
        await _breaking;
        foreach (var replica in _all)
            await replica.DisposeAsync();
        await _world.DisposeAsync();
        Directory.Delete(_world.Directory, recursive: true);
        _peace.Dispose();
    }

    /// <summary>Takes the segment's limits away, again and again; whoever leads puts them back.</summary>
    private async Task BreakAsync()
    {
        while (!_peace.IsCancellationRequested)
        {
            var there = await _world.Admin.ListAsync<NetworkPolicy>(new ListOptions { Namespace = "segment-finance" }, default);
            foreach (var policy in there.Items)
                await _world.Admin.DeleteAsync<NetworkPolicy>(policy.Metadata.Name!, "segment-finance", new DeleteOptions(), default);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    [GeneratedRegex("token: (.+)")]
    private static partial Regex TokenLine();
}
