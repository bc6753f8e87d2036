using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Caching;

public sealed class ReflectorTests : ReflectorScene
{
    [Fact]
    public async Task Changes_and_deletions_arrive()
    {
        await EqualAsync();
        Server.Put("a", "2");
        Server.Remove("b");
        Server.Put("f");
        await EqualAsync();
    }

    [Fact]
    public async Task Deletions_while_the_watch_was_away_are_not_missed_though_its_version_is_gone()
    {
        await EqualAsync();
        Server.LinesPerWatch = 1;
        Server.Put("a", "2");
        await EqualAsync();
        Server.Misbehave = Fail(503);
        Server.Put("a", "3");
        Server.Remove("b");
        Server.Compact();
        await PassAsync(TimeSpan.FromSeconds(3));
        Server.Misbehave = _ => Task.FromResult(false);
        Server.LinesPerWatch = -1;

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

        Server.Put("a", "2");
        await EqualAsync();
        Assert.Equal(0, FullListsSince(Listed));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_watch_that_is_refused_is_watched_again_and_not_listed(int code)
    {
        await EqualAsync();
        await CutAsync(context => context.StatusAsync(code, "Busy", "later"));
        await CutAsync(context => context.StatusAsync(code, "Busy", "later"));

        Server.Put("a", "2");
        await EqualAsync();
        Assert.Equal(0, FullListsSince(Listed));
    }

    [Fact]
    public async Task A_half_open_watch_is_given_up_and_taken_up_again()
    {
        await EqualAsync();
        await CutAsync(context => context.HangAsync());
        Server.Put("a", "2");
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.Equal("1", Cache.Get(new("ns", "a"))!.Data!["v"]);

        await Time.AdvanceUntilAsync(IsEqual, TimeSpan.FromSeconds(320), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Bookmarks_alone_keep_the_version_young_enough()
    {
        await EqualAsync();
        for (var i = 0; i < 5; i++)
            Server.Bookmark();
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await CutAsync(context => context.StatusAsync(503, "Busy", "later"));
        var lists = Server.Lists;

        Server.Put("a", "2");
        await EqualAsync();
        Assert.Equal(lists, Server.Lists);
        Assert.Contains(Server.Stub.Requests, request => request.Contains("resourceVersion=20", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_was_restored_and_counts_anew_is_believed()
    {
        await EqualAsync();
        await CutAsync(context =>
        {
            Server.StartAnew("a", "x");
            context.Abort();
            return Task.CompletedTask;
        });

        await EqualAsync();
        Server.Put("x", "9");
        await EqualAsync();
    }

    [Fact]
    public async Task A_kind_that_disappears_is_kept_as_it_was_and_equal_again_when_it_returns()
    {
        await EqualAsync();
        Server.Misbehave = Fail(404);
        Server.LinesPerWatch = 1;
        Server.Bookmark();
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(5, Cache.Count);
        Server.StartAnew("z");
        Server.LinesPerWatch = -1;
        Server.Misbehave = _ => Task.FromResult(false);

        await EqualAsync();
    }

    [Fact]
    public async Task A_failed_first_list_is_tried_again()
    {
        // The reflector began in InitializeAsync; a second one begins against a server that is down.
        Server.Misbehave = Fail(500);
        var cache = new InformerCache<ConfigMap>(new(), NullLogger<InformerCache<ConfigMap>>.Instance);
        var reflector = new Reflector<ConfigMap>(cache, Client, new(), Time, new Random(2), NullLogger<Reflector<ConfigMap>>.Instance);
        var running = Task.Run(() => reflector.RunAsync(End.Token));
        await PassAsync(TimeSpan.FromSeconds(10));
        Assert.False(cache.IsSynced);
        Server.Misbehave = _ => Task.FromResult(false);

        await Time.AdvanceUntilAsync(() => cache.IsSynced && cache.Count == 5, TimeSpan.FromSeconds(31));
        await End.CancelAsync();
        await running;
    }
}
