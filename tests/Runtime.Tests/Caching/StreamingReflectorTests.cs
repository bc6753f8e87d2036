using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Caching;

/// <summary>On a server with streaming lists.</summary>
public sealed class StreamingReflectorTests : ReflectorScene
{
    protected override bool Streams => true;

    [Fact]
    public async Task The_first_state_comes_with_the_watch_and_nothing_is_listed()
    {
        await EqualAsync();
        Server.Put("a", "2");
        await EqualAsync();

        Assert.Equal(0, Server.Lists);
        Assert.All(Server.Stub.Requests, request => Assert.Contains("sendInitialEvents=true", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Half_a_first_state_is_not_taken_for_the_whole()
    {
        await EqualAsync();
        var synced = Cache.Count;
        await CutAsync(context => context.StatusAsync(410, "Expired", "too old resource version"));
        await CutAsync(async context =>
        {
            await context.LineAsync("""{"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"ns","uid":"a","resourceVersion":"11"},"data":{"v":"1"}}}""");
            context.Abort();
        });

        Assert.Equal(synced, Cache.Count);
        await EqualAsync();
    }

    [Fact]
    public async Task A_version_that_is_gone_is_streamed_anew_and_what_vanished_is_deleted()
    {
        await EqualAsync();
        await CutAsync(context =>
        {
            Server.Remove("b");
            Server.Compact();
            return context.StatusAsync(410, "Expired", "too old resource version");
        });

        await EqualAsync();
        Assert.Equal(0, FullListsSince(0));
    }
}
