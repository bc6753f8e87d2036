using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.DevCluster.Tests.Http;

namespace SegmentOperator.DevCluster.Tests.Faults;

public sealed class FaultTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private TestCluster _cluster = null!;

    private FaultRules Faults => _cluster.Cluster.Faults;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(new DevClusterOptions { BookmarkPeriod = TimeSpan.FromMilliseconds(20) });
        await CreateAsync("first");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(FaultKind.TooManyRequests, 429, "TooManyRequests")]
    [InlineData(FaultKind.Unavailable, 503, "ServiceUnavailable")]
    [InlineData(FaultKind.InternalError, 500, "InternalError")]
    [InlineData(FaultKind.Gone, 410, "Expired")]
    public async Task A_refusal_comes_as_a_status_and_once(FaultKind kind, int code, string reason)
    {
        Faults.Once(new Fault(kind, TimeSpan.FromSeconds(3)), "list", "configmaps");
        var (got, answer) = await _cluster.SendAsync("GET", Maps);
        Assert.Equal((code, reason), (got, answer["reason"]!.GetValue<string>()));
        Assert.Equal(200, (await _cluster.SendAsync("GET", Maps)).Code);
    }

    [Theory]
    [InlineData(FaultKind.TooManyRequests)]
    [InlineData(FaultKind.Unavailable)]
    public async Task A_busy_server_says_when_to_come_back(FaultKind kind)
    {
        Faults.Once(new Fault(kind, TimeSpan.FromMilliseconds(2_100)));
        using var http = _cluster.Client(TestCluster.Token);
        using var answer = await http.GetAsync(Maps);
        Assert.Equal(TimeSpan.FromSeconds(3), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_dropped_write_is_not_carried_out_and_one_whose_answer_is_lost_is()
    {
        Faults.Once(new Fault(FaultKind.Drop), "create", "configmaps");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CreateAsync("dropped"));
        Faults.Once(new Fault(FaultKind.LostAnswer), "create", "configmaps");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CreateAsync("lost"));
        Assert.Equal(404, (await _cluster.SendAsync("GET", Maps + "/dropped")).Code);
        Assert.Equal(200, (await _cluster.SendAsync("GET", Maps + "/lost")).Code);
    }

    [Fact]
    public async Task A_truncated_answer_is_a_whole_answer_with_half_a_document()
    {
        Faults.Once(new Fault(FaultKind.Truncate), "get");
        using var http = _cluster.Client(TestCluster.Token);
        var text = await http.GetStringAsync(Maps + "/first");
        Assert.NotEmpty(text);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(text));
    }

    [Fact]
    public async Task A_reset_strikes_within_the_body()
    {
        Faults.Once(new Fault(FaultKind.Reset), "get");
        using var http = _cluster.Client(TestCluster.Token);
        using var answer = await http.GetAsync(Maps + "/first", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(FaultKind.Hang)]
    [InlineData(FaultKind.HalfOpen)]
    public async Task A_call_that_is_never_answered_ends_when_the_caller_gives_up(FaultKind kind)
    {
        Faults.Once(new Fault(kind), "get");
        using var http = _cluster.Client(TestCluster.Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetAsync(Maps + "/first", patience.Token));
    }

    [Fact]
    public async Task A_half_open_connection_stays_silent_and_a_new_one_is_served()
    {
        Faults.Once(new Fault(FaultKind.HalfOpen), "get");
        using var http = _cluster.Client(TestCluster.Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var first = http.GetAsync(Maps + "/first", patience.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        // HTTP/2 sends the second call over the same connection.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetAsync(Maps, patience.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(200, (await _cluster.SendAsync("GET", Maps)).Code);
    }

    [Fact]
    public async Task A_stale_read_shows_the_state_before_the_last_change_of_that_kind()
    {
        await CreateAsync("second");
        await _cluster.DoAsync("POST", "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"another-kind"}}""");
        Faults.Once(new Fault(FaultKind.StaleRead), "list", "configmaps");
        Assert.DoesNotContain("second", Names(await _cluster.DoAsync("GET", Maps)));
        Assert.Contains("second", Names(await _cluster.DoAsync("GET", Maps)));
    }

    [Fact]
    public async Task An_apply_conflict_names_a_field_and_strikes_no_other_patch()
    {
        const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"first"},"data":{"b":"2"}}""";
        var rule = Faults.Always(new Fault(FaultKind.ApplyConflict), new FaultTarget("patch", "configmaps"));
        Assert.Equal(200, (await _cluster.SendAsync("PATCH", Maps + "/first", """{"data":{"a":"1"}}""", "application/merge-patch+json")).Code);
        var (code, answer) = await _cluster.SendAsync("PATCH", Maps + "/first?fieldManager=me", Map, "application/apply-patch+yaml");
        Assert.Equal((409, "FieldManagerConflict"), (code, answer["details"]!["causes"]![0]!["reason"]!.GetValue<string>()));
        rule.Dispose();
        Assert.Equal(200, (await _cluster.SendAsync("PATCH", Maps + "/first?fieldManager=me", Map, "application/apply-patch+yaml")).Code);
    }

    [Fact]
    public async Task A_watch_is_struck_after_so_many_events()
    {
        Faults.Once(new Fault(FaultKind.Truncate, AfterEvents: 1), "watch");
        await CreateAsync("second");
        using var events = await _cluster.WatchAsync(Maps + "?watch=1");
        Assert.Equal("ADDED", Type(await events.ReadLineAsync()));
        var rest = await events.ReadToEndAsync();
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(rest));
    }

    [Fact]
    public async Task A_watch_that_is_reset_ends_with_an_error_within_a_line()
    {
        Faults.Once(new Fault(FaultKind.Reset), "watch");
        using var http = _cluster.Client(TestCluster.Token);
        using var answer = await http.GetAsync(Maps + "?watch=1", HttpCompletionOption.ResponseHeadersRead);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_watch_whose_version_is_gone_says_so_in_its_stream()
    {
        Faults.Once(new Fault(FaultKind.Gone, AfterEvents: 1), "watch", "configmaps");
        using var events = await _cluster.WatchAsync(Maps + "?watch=1");
        Assert.Equal("ADDED", Type(await events.ReadLineAsync()));
        var error = JsonNode.Parse((await events.ReadLineAsync())!)!;
        Assert.Equal(("ERROR", 410), (error["type"]!.GetValue<string>(), error["object"]!["code"]!.GetValue<int>()));
        Assert.Null(await events.ReadLineAsync());
    }

    [Fact]
    public async Task Bookmarks_alone_never_run_ahead_of_the_events()
    {
        var version = (await _cluster.DoAsync("GET", Maps))["metadata"]!["resourceVersion"]!.GetValue<string>();
        Faults.Once(new Fault(FaultKind.BookmarksOnly, TimeSpan.FromMilliseconds(200)), "watch");
        using var events = await _cluster.WatchAsync($"{Maps}?watch=1&allowWatchBookmarks=1&resourceVersion={version}");
        await CreateAsync("second");
        var lines = (await events.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal("BOOKMARK", Type(line)));
        Assert.All(lines, line => Assert.Equal(version, JsonNode.Parse(line)!["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>()));
        using var again = await _cluster.WatchAsync($"{Maps}?watch=1&resourceVersion={version}");
        Assert.Contains("second", await again.ReadLineAsync());
    }

    [Fact]
    public async Task Forgotten_history_answers_older_watches_with_410_and_lets_running_ones_be()
    {
        var version = (await _cluster.DoAsync("GET", Maps))["metadata"]!["resourceVersion"]!.GetValue<string>();
        using var running = await _cluster.WatchAsync($"{Maps}?watch=1&resourceVersion={version}");
        await CreateAsync("second");
        Assert.Contains("second", await running.ReadLineAsync());
        _cluster.Cluster.ForgetHistory();
        using var late = await _cluster.WatchAsync($"{Maps}?watch=1&resourceVersion={version}");
        Assert.Equal("ERROR", Type(await late.ReadLineAsync()));
        await CreateAsync("third");
        Assert.Contains("third", await running.ReadLineAsync());
    }

    [Fact]
    public async Task A_restart_cuts_every_watch_and_keeps_every_object()
    {
        using var running = await _cluster.WatchAsync(Maps + "?watch=1");
        await running.ReadLineAsync();
        await _cluster.Cluster.RestartAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => await UntilEndAsync(running));
        Assert.Contains("first", Names(await _cluster.DoAsync("GET", Maps)));
    }

    [Fact]
    public async Task Reset_versions_are_smaller_and_the_controllers_work_on()
    {
        for (var i = 0; i < 20; i++)
            await _cluster.DoAsync("PATCH", Maps + "/first", $$$"""{"data":{"a":"{{{i}}}"}}""", "application/merge-patch+json");
        var before = Version(await _cluster.DoAsync("GET", Maps));
        await _cluster.Cluster.RestartAsync(resetVersions: true);
        Assert.True(Version(await _cluster.DoAsync("GET", Maps)) < before);
        await _cluster.DoAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"later"}}""");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await _cluster.SendAsync("GET", "/api/v1/namespaces/later/serviceaccounts/default")).Code != 200)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }

    [Fact]
    public async Task A_definition_that_goes_ends_its_watches_and_their_versions_do_not_outlive_it()
    {
        const string Definition = """
            {"metadata":{"name":"gs.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"gs","kind":"G"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """;
        const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Gs = "/apis/example.com/v1/namespaces/default/gs";
        await _cluster.DoAsync("POST", Definitions, Definition);
        await UntilAsync(Gs, 200);
        await _cluster.DoAsync("POST", Gs, """{"apiVersion":"example.com/v1","kind":"G","metadata":{"name":"a"}}""");
        var version = Version(await _cluster.DoAsync("GET", Gs));
        using var running = await _cluster.WatchAsync($"{Gs}?watch=1&resourceVersion={version}");

        await _cluster.DoAsync("DELETE", Definitions + "/gs.example.com");
        Assert.Equal("DELETED", Type(await running.ReadLineAsync()));
        Assert.Null(await running.ReadLineAsync());
        await UntilAsync(Gs, 404);

        await _cluster.DoAsync("POST", Definitions, Definition);
        await UntilAsync(Gs, 200);
        using var again = await _cluster.WatchAsync($"{Gs}?watch=1&resourceVersion={version}");
        Assert.Contains("too old resource version", await again.ReadLineAsync());
    }

    private async Task UntilAsync(string path, int code)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await _cluster.SendAsync("GET", path)).Code != code)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }

    private static async Task UntilEndAsync(StreamReader events)
    {
        while (await events.ReadLineAsync() is not null)
        {
        }
        throw new EndOfStreamException();
    }

    private static string Type(string? line) => JsonNode.Parse(line!)!["type"]!.GetValue<string>();

    private static long Version(JsonObject list) => long.Parse(list["metadata"]!["resourceVersion"]!.GetValue<string>());

    private static List<string> Names(JsonObject list) => [.. list["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.GetValue<string>())];

    private Task CreateAsync(string name) =>
        _cluster.DoAsync("POST", Maps, $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"a":"1"}}""");
}
