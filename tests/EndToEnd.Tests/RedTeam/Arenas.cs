using System.Collections.Concurrent;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>One arena with the policies for each server, and one on DevCluster without them, shared by the tests of a class.</summary>
public sealed class Arenas : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(string Server, bool Policies), Lazy<Task<Arena>>> _arenas = new();
    private int _number;

    public string Name(string prefix) => $"{prefix}-{Interlocked.Increment(ref _number)}";

    public Task<Arena> OnAsync(string server) => Get(server, policies: true);

    /// <summary>
    /// Tries the attack where the policies are, which must refuse it in their own words, and, on DevCluster, where they are not, which
    /// must let it through: a test that would pass without its control fails here.
    /// </summary>
    public async Task AssertStoppedByAsync(string server, string policy, Func<Arena, Task> attack)
    {
        var refusal = await Assert.ThrowsAsync<KubernetesException>(async () => await attack(await Get(server, policies: true)));
        Assert.Contains($"ValidatingAdmissionPolicy '{policy}'", refusal.Message, StringComparison.Ordinal);
        if (server == ServersAttribute.DevCluster)
            await attack(await Get(server, policies: false));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var arena in _arenas.Values)
            await (await arena.Value).DisposeAsync();
    }

    private Task<Arena> Get(string server, bool policies) =>
        _arenas.GetOrAdd((server, policies), key => new(() => Arena.StartAsync(key.Server, key.Policies))).Value;
}
