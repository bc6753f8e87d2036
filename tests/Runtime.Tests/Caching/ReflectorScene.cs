using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Caching;

/// <summary>A server of ConfigMaps that can misbehave, a reflector of it, and virtual time.</summary>
public abstract class ReflectorScene : IAsyncLifetime
{
    private Task _running = Task.CompletedTask;

    internal ManualTimeProvider Time { get; } = new();

    internal InformerCache<ConfigMap> Cache { get; } = new(new(), NullLogger<InformerCache<ConfigMap>>.Instance);

    internal CancellationTokenSource End { get; } = new();

    internal MapServer Server { get; private set; } = null!;

    internal KubernetesClient Client { get; private set; } = null!;
    /// <summary>How many requests there had been when the watch was last cut.</summary>
    internal int Listed { get; private set; }

    /// <summary>Whether the server serves streaming lists.</summary>
    protected virtual bool Streams => false;

    public async Task InitializeAsync()
    {
        Server = await MapServer.StartAsync();
        Server.Streams = Streams;
        Client = new(new() { Server = Server.Stub.Address }, Time);
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
            Server.Put(name, "1");
        var options = new ControllerRuntimeOptions();
        var reflector = new Reflector<ConfigMap>(
            Cache, Client, options, Time, new Random(1), NullLogger<Reflector<ConfigMap>>.Instance);
        _running = Task.Run(() => reflector.RunAsync(End.Token));
    }

    public async Task DisposeAsync()
    {
        await End.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(10));
        Client.Dispose();
        await Server.DisposeAsync();
        End.Dispose();
    }

    internal static Func<HttpContext, Task<bool>> Fail(int code) => async context =>
    {
        await context.StatusAsync(code, "Down", "down");
        return true;
    };

    internal int FullListsSince(int before) => Server.Stub.Requests.Skip(before)
        .Count(request => !request.Contains("watch=true", StringComparison.Ordinal) && !request.Contains("limit=1", StringComparison.Ordinal));

    /// <summary>Ends the watch that is open, and has the next one answered by <paramref name="answer"/>.</summary>
    internal async Task CutAsync(Func<HttpContext, Task> answer)
    {
        var done = new TaskCompletionSource();
        var armed = 1;
        Listed = Server.Stub.Requests.Count;
        Server.Misbehave = async context =>
        {
            if (!context.Request.Query.ContainsKey("watch") || Interlocked.Exchange(ref armed, 0) == 0)
                return false;
            done.TrySetResult();
            await answer(context);
            return true;
        };
        Server.LinesPerWatch = 1;
        Server.Bookmark();
        await Time.AdvanceUntilAsync(() => done.Task.IsCompleted, TimeSpan.FromSeconds(60));
        Server.LinesPerWatch = -1;
    }

    internal async Task PassAsync(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += TimeSpan.FromMilliseconds(250))
        {
            Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    internal bool IsEqual()
    {
        var state = Server.State();
        var held = Cache.List();
        return held.Count == state.Count && held.All(map => state.TryGetValue(map.Metadata.Name!, out var value) && map.Data!["v"] == value);
    }

    /// <summary>Within 30 s of virtual time.</summary>
    internal Task EqualAsync() => Time.AdvanceUntilAsync(IsEqual, TimeSpan.FromSeconds(30));
}
