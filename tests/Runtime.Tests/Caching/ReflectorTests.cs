using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Caching;

public sealed class ReflectorTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly InformerCache<ConfigMap> _cache = new(new(), NullLogger<InformerCache<ConfigMap>>.Instance);
    private readonly CancellationTokenSource _end = new();
    private MapServer _server = null!;
    private KubernetesClient _client = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _server = await MapServer.StartAsync();
        _client = new(new() { Server = _server.Stub.Address }, _time);
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
            _server.Put(name, "1");
        var options = new ControllerRuntimeOptions();
        var reflector = new Reflector<ConfigMap>(
            _cache, _client, options, _time, new Random(1), NullLogger<Reflector<ConfigMap>>.Instance);
        _running = Task.Run(() => reflector.RunAsync(_end.Token));
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(10));
        _client.Dispose();
        await _server.DisposeAsync();
        _end.Dispose();
    }

    [Fact]
    public async Task Changes_and_deletions_arrive()
    {
        await EqualAsync();
        _server.Put("a", "2");
        _server.Remove("b");
        _server.Put("f");
        await EqualAsync();
    }

    [Fact]
    public async Task Deletions_while_the_watch_was_away_are_not_missed_though_its_version_is_gone()
    {
        await EqualAsync();
        _server.LinesPerWatch = 1;
        _server.Put("a", "2");
        await EqualAsync();
        _server.Misbehave = Fail(503);
        _server.Put("a", "3");
        _server.Remove("b");
        _server.Compact();
        await PassAsync(TimeSpan.FromSeconds(3));
        _server.Misbehave = _ => Task.FromResult(false);
        _server.LinesPerWatch = -1;

        await EqualAsync();
    }

    [Fact]
    public async Task Half_a_line_and_then_a_reset_is_taken_up_where_it_was_without_a_list()
    {
        await EqualAsync();
        await CutAsync(async context =>
        {
            await context.Response.WriteAsync("""{"type":"ADDED","object":{"kind":"Conf""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        _server.Put("a", "2");
        await EqualAsync();
        Assert.Equal(0, FullListsSince(_listed));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_watch_that_is_refused_is_watched_again_and_not_listed(int code)
    {
        await EqualAsync();
        await CutAsync(context => context.StatusAsync(code, "Busy", "later"));
        await CutAsync(context => context.StatusAsync(code, "Busy", "later"));

        _server.Put("a", "2");
        await EqualAsync();
        Assert.Equal(0, FullListsSince(_listed));
    }

    [Fact]
    public async Task A_half_open_watch_is_given_up_and_taken_up_again()
    {
        await EqualAsync();
        await CutAsync(context => context.HangAsync());
        _server.Put("a", "2");
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.Equal("1", _cache.Get(new("ns", "a"))!.Data!["v"]);

        await _time.AdvanceUntilAsync(IsEqual, TimeSpan.FromSeconds(320), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Bookmarks_alone_keep_the_version_young_enough()
    {
        await EqualAsync();
        for (var i = 0; i < 5; i++)
            _server.Bookmark();
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await CutAsync(context => context.StatusAsync(503, "Busy", "later"));
        var lists = _server.Lists;

        _server.Put("a", "2");
        await EqualAsync();
        Assert.Equal(lists, _server.Lists);
        Assert.Contains(_server.Stub.Requests, request => request.Contains("resourceVersion=20", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_was_restored_and_counts_anew_is_believed()
    {
        await EqualAsync();
        await CutAsync(context =>
        {
            _server.StartAnew("a", "x");
            context.Abort();
            return Task.CompletedTask;
        });

        await EqualAsync();
        _server.Put("x", "9");
        await EqualAsync();
    }

    [Fact]
    public async Task A_kind_that_disappears_is_kept_as_it_was_and_equal_again_when_it_returns()
    {
        await EqualAsync();
        _server.Misbehave = Fail(404);
        _server.LinesPerWatch = 1;
        _server.Bookmark();
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(5, _cache.Count);
        _server.StartAnew("z");
        _server.LinesPerWatch = -1;
        _server.Misbehave = _ => Task.FromResult(false);

        await EqualAsync();
    }

    [Fact]
    public async Task A_failed_first_list_is_tried_again()
    {
        // The reflector began in InitializeAsync; a second one begins against a server that is down.
        _server.Misbehave = Fail(500);
        var cache = new InformerCache<ConfigMap>(new(), NullLogger<InformerCache<ConfigMap>>.Instance);
        var reflector = new Reflector<ConfigMap>(cache, _client, new(), _time, new Random(2), NullLogger<Reflector<ConfigMap>>.Instance);
        var running = Task.Run(() => reflector.RunAsync(_end.Token));
        await PassAsync(TimeSpan.FromSeconds(10));
        Assert.False(cache.IsSynced);
        _server.Misbehave = _ => Task.FromResult(false);

        await _time.AdvanceUntilAsync(() => cache.IsSynced && cache.Count == 5, TimeSpan.FromSeconds(31));
        await _end.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_thousand_reconnects_leave_nothing_behind()
    {
        await EqualAsync();
        _server.LinesPerWatch = 1;
        for (var i = 0; i < 1000; i++)
        {
            _server.Put("a", $"{i}");
            await _time.AdvanceUntilAsync(IsEqual, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_time.PendingTimers, 0, 3);
    }

    private int _listed;

    private static Func<HttpContext, Task<bool>> Fail(int code) => async context =>
    {
        await context.StatusAsync(code, "Down", "down");
        return true;
    };

    private int FullListsSince(int before) => _server.Stub.Requests.Skip(before)
        .Count(request => !request.Contains("watch=true", StringComparison.Ordinal) && !request.Contains("limit=1", StringComparison.Ordinal));

    /// <summary>Ends the watch that is open, and has the next one answered by <paramref name="answer"/>.</summary>
    private async Task CutAsync(Func<HttpContext, Task> answer)
    {
        var done = new TaskCompletionSource();
        var armed = 1;
        _listed = _server.Stub.Requests.Count;
        _server.Misbehave = async context =>
        {
            if (!context.Request.Query.ContainsKey("watch") || Interlocked.Exchange(ref armed, 0) == 0)
                return false;
            done.TrySetResult();
            await answer(context);
            return true;
        };
        _server.LinesPerWatch = 1;
        _server.Bookmark();
        await _time.AdvanceUntilAsync(() => done.Task.IsCompleted, TimeSpan.FromSeconds(60));
        _server.LinesPerWatch = -1;
    }

    private async Task PassAsync(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += TimeSpan.FromMilliseconds(250))
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    private bool IsEqual()
    {
        var state = _server.State();
        var held = _cache.List();
        return held.Count == state.Count && held.All(map => state.TryGetValue(map.Metadata.Name!, out var value) && map.Data!["v"] == value);
    }

    /// <summary>Within 30 s of virtual time.</summary>
    private Task EqualAsync() => _time.AdvanceUntilAsync(IsEqual, TimeSpan.FromSeconds(30));
}
