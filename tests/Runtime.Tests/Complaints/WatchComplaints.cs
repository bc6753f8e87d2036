using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime.Tests.Caching;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Complaints;

/// <summary>What users of other runtimes report about watches. README.md says which line each test depends on.</summary>
public sealed class WatchComplaints : ReflectorScene
{
    /// <summary>dotnet/dotnet-operator-sdk 585: a watch silently never reconnects.</summary>
    [Fact]
    public async Task A_watch_that_the_server_ends_is_taken_up_again_each_time()
    {
        await EqualAsync();
        Server.LinesPerWatch = 1;
        for (var i = 0; i < 20; i++)
        {
            Server.Put("a", $"{i}");
            await EqualAsync();
        }
    }

    /// <summary>dotnet/dotnet-operator-sdk 763: an idle watch dies after an hour.</summary>
    [Fact]
    public async Task A_watch_that_a_proxy_forgot_while_it_was_idle_delivers_again()
    {
        await EqualAsync();
        var hour = Time.GetTimestamp() + TimeSpan.FromHours(1).Ticks;
        await CutAsync(context => context.HangAsync());
        await Time.AdvanceUntilAsync(() => Time.GetTimestamp() >= hour, TimeSpan.FromHours(1), TimeSpan.FromSeconds(20));

        Server.Put("a", "after an hour");
        await EqualAsync();
    }

    /// <summary>dotnet/dotnet-operator-sdk 739: a failed first watch is never retried.</summary>
    [Fact]
    public async Task A_first_watch_that_fails_is_tried_again()
    {
        var cache = new InformerCache<ConfigMap>(new(), NullLogger<InformerCache<ConfigMap>>.Instance);
        var refusals = 0;
        Server.Misbehave = async context =>
        {
            if (!context.Request.Query.ContainsKey("watch") || Interlocked.Increment(ref refusals) > 5)
                return false;
            await context.StatusAsync(500, "InternalError", "not yet");
            return true;
        };
        var reflector = new Reflector<ConfigMap>(
            cache, Client, new() { StreamingLists = false }, Time, new Random(2), NullLogger<Reflector<ConfigMap>>.Instance);
        var running = Task.Run(() => reflector.RunAsync(End.Token));
        await Time.AdvanceUntilAsync(() => refusals > 5, TimeSpan.FromMinutes(2));

        Server.Put("new");
        await Time.AdvanceUntilAsync(() => cache.Get(new("ns", "new")) is not null, TimeSpan.FromSeconds(30));
        await End.CancelAsync();
        await running;
    }

    /// <summary>dotnet/dotnet-operator-sdk 675: deletions are missed across a reconnect.</summary>
    [Fact]
    public async Task A_deletion_while_nobody_watched_is_told_although_the_server_forgot_it()
    {
        await EqualAsync();
        var deleted = new ConcurrentQueue<string>();
        Cache.Subscribe(change =>
        {
            if (change.After is null)
                deleted.Enqueue(change.Key.Name);
        });
        await CutAsync(context =>
        {
            Server.Remove("b");
            Server.Remove("d");
            Server.Compact();
            return context.StatusAsync(410, "Expired", "too old resource version");
        });

        await EqualAsync();
        // It is told after the cache has changed.
        for (var i = 0; i < 500 && deleted.Count < 2; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.Equal(["b", "d"], deleted.Order());
    }

    /// <summary>dotnet/dotnet-operator-sdk 793: loops for ever on "too old resource version".</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_that_is_too_old_is_asked_for_once_and_not_again(bool asEvent)
    {
        await EqualAsync();
        Server.Lags = true;
        var refused = 0;
        await CutAsync(context =>
        {
            Server.Put("a", "2");
            Server.Compact();
            Interlocked.Increment(ref refused);
            return asEvent
                ? context.LineAsync("""{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,"message":"too old resource version"}}""")
                : context.StatusAsync(410, "Expired", "too old resource version");
        });
        await EqualAsync();
        await PassAsync(TimeSpan.FromSeconds(30));

        // What the server has at hand for version "0" is as old as what was refused: the newest is asked for instead.
        Assert.Equal(1, refused);
        Assert.InRange(FullListsSince(Listed), 1, 4);
    }

    /// <summary>kubernetes-client/csharp 884, 533: a watch hangs on a half-open connection.</summary>
    [Fact]
    public async Task A_watch_over_a_connection_that_fell_silent_is_given_up_after_its_time()
    {
        await EqualAsync();
        await CutAsync(context => context.HangAsync());
        Server.Put("a", "2");
        Server.Remove("b");

        await Time.AdvanceUntilAsync(IsEqual, TimeSpan.FromSeconds(320), TimeSpan.FromSeconds(5));
    }
}
