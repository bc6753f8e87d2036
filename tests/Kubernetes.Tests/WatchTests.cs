using Microsoft.AspNetCore.Http;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Kubernetes.Tests;

public class WatchTests
{
    private const string Added = """{"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"b","resourceVersion":"5"}}}""";

    [Fact]
    public async Task Events_come_one_by_one_whatever_the_order_of_their_fields_and_the_chunks_they_come_in()
    {
        await using var stub = await StubServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync(Added[..40]);
            await context.Response.Body.FlushAsync();
            await context.LineAsync(Added[40..] + "\r\n\n");
            await context.LineAsync("""{"object":{"kind":"ConfigMap","metadata":{"name":"c","resourceVersion":"6"}},"type":"DELETED"}""");
            await context.Response.WriteAsync("""{"type":"BOOKMARK","object":{"kind":"ConfigMap","metadata":{"resourceVersion":"9"}}}""");
        });
        using var client = TestClient.Of(stub);

        var events = await ReadAsync(client);

        Assert.Equal(
            [(WatchEventType.Added, "a", "5"), (WatchEventType.Deleted, "c", "6"), (WatchEventType.Bookmark, null, "9")],
            events.Select(change => (change.Type, change.Object.Metadata.Name, change.Object.Metadata.ResourceVersion)));
        Assert.Contains("watch=true&allowWatchBookmarks=true&timeoutSeconds=300", stub.Requests.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_event_is_the_servers_own_error()
    {
        await using var stub = await StubServer.StartAsync(context => context.LineAsync(
            """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old resource version","reason":"Expired","code":410}}"""));
        using var client = TestClient.Of(stub);

        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => ReadAsync(client))).IsGone);
    }

    [Theory]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\",\"metad")]
    [InlineData("not json\n")]
    [InlineData("{\"type\":\"SURPRISE\",\"object\":{}}\n")]
    [InlineData("[]\n")]
    public async Task A_line_that_is_no_event_ends_the_watch_as_unreachable_after_what_came_before(string line)
    {
        await using var stub = await StubServer.StartAsync(async context =>
        {
            await context.LineAsync(Added);
            await context.Response.WriteAsync(line);
        });
        using var client = TestClient.Of(stub);
        var seen = new List<WatchEvent<ConfigMap>>();

        await Assert.ThrowsAsync<KubernetesUnreachableException>(() => ReadAsync(client, seen));

        Assert.Single(seen);
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_a_line_is_unreachable()
    {
        await using var stub = await StubServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync(Added[..30]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var client = TestClient.Of(stub);

        await Assert.ThrowsAsync<KubernetesUnreachableException>(() => ReadAsync(client));
    }

    [Fact]
    public async Task A_watch_that_outlives_its_server_timeout_by_five_seconds_is_given_up()
    {
        await using var stub = await StubServer.StartAsync(context => context.HangAsync());
        var time = new ManualTimeProvider();
        using var client = new KubernetesClient(new() { Server = stub.Address }, time);
        var reading = ReadAsync(client);
        while (time.NextTimer != TimeSpan.FromSeconds(305) || time.PendingTimers != 1)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);

        time.Advance(TimeSpan.FromSeconds(304));
        Assert.False(reading.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<KubernetesUnreachableException>(() => reading.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, time.PendingTimers);
    }

    [Fact]
    public async Task The_callers_cancellation_is_a_cancellation()
    {
        await using var stub = await StubServer.StartAsync(context => context.HangAsync());
        using var client = TestClient.Of(stub);
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(client, cancellationToken: caller.Token));
    }

    private static async Task<List<WatchEvent<ConfigMap>>> ReadAsync(
        KubernetesClient client, List<WatchEvent<ConfigMap>>? into = null, CancellationToken cancellationToken = default)
    {
        into ??= [];
        await foreach (var change in client.WatchAsync<ConfigMap>(new() { Namespace = "b" }, cancellationToken))
            into.Add(change);
        return into;
    }
}
