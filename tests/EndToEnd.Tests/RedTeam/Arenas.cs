using System.Collections.Concurrent;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>One arena with the controls for each server, and one without them, shared by the tests of a class.</summary>
public sealed class Arenas : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(string Server, bool Policies), Lazy<Task<Arena>>> _arenas = new();
    private int _number;

    public string Name(string prefix) => $"{prefix}-{Interlocked.Increment(ref _number)}";

    public Task<Arena> OnAsync(string server) => Get(server, policies: true);

    /// <summary>
    /// Tries the attack where the policies are, which must refuse it in their own words, and where they are not, which must let it
    /// through: a test that would pass without its control fails here.
    /// </summary>
    public Task AssertStoppedByAsync(string server, string policy, Func<Arena, Task> attack) => AssertRefusedAsync(server, $"ValidatingAdmissionPolicy '{policy}'", attack);

    /// <summary>The same for any control that says why it refuses.</summary>
    public async Task AssertRefusedAsync(string server, string words, Func<Arena, Task> attack)
    {
        var refusal = await Assert.ThrowsAsync<KubernetesException>(async () => await attack(await Get(server, policies: true)));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        var open = await Get(server, policies: false);
        for (var left = server == ServersAttribute.Real ? 50 : 0; ; left--)
        {
            try
            {
                await attack(open);
                return;
            }
            catch (KubernetesException e) when (left > 0 && e.Message.Contains("spec cannot be changed", StringComparison.Ordinal))
            {
                // A real server takes a changed definition up a moment later.
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    /// <summary>The arena in which the controls are missing.</summary>
    public Task<Arena> WithoutControlsAsync(string server) => Get(server, policies: false);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var arena in _arenas.Values)
            await (await arena.Value).DisposeAsync();
    }

    private Task<Arena> Get(string server, bool policies) =>
        _arenas.GetOrAdd((server, policies), key => new(() => Arena.StartAsync(key.Server, key.Policies))).Value;
}
