using System.Net;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Faults;

namespace SegmentOperator.DevCluster.Tests.Http;

public sealed class RequestTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task It_refuses_to_listen_beyond_loopback()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            EmbeddedCluster.StartAsync(new DevClusterOptions { Address = IPAddress.Any }));
        Assert.Contains("loopback", error.Message);
    }

    [Fact]
    public async Task A_created_object_can_be_read_changed_and_deleted()
    {
        var created = await _cluster.DoAsync("POST", Maps, Map("a", """{"k":"1"}"""));
        Assert.Equal("tests", created["metadata"]!["managedFields"]![0]!["manager"]!.GetValue<string>());

        var patched = await _cluster.DoAsync("PATCH", Maps + "/a", """{"data":{"k":"2"}}""", "application/merge-patch+json");
        Assert.Equal("2", patched["data"]!["k"]!.GetValue<string>());

        var status = await _cluster.DoAsync("DELETE", Maps + "/a");
        Assert.Equal("Success", status["status"]!.GetValue<string>());
        Assert.Equal(404, (await _cluster.SendAsync("GET", Maps + "/a")).Code);
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_keeps_the_version()
    {
        var created = await _cluster.DoAsync("POST", Maps, Map("same", """{"k":"1"}"""));
        var patched = await _cluster.DoAsync("PATCH", Maps + "/same", """{"data":{"k":"1"}}""", "application/merge-patch+json");
        Assert.Equal(Version(created), Version(patched));
    }

    [Fact]
    public async Task Of_two_updates_from_the_same_version_the_second_conflicts()
    {
        var created = await _cluster.DoAsync("POST", Maps, Map("race", "{}"));
        var first = (JsonObject)created.DeepClone();
        first["data"] = new JsonObject { ["who"] = "first" };
        await _cluster.DoAsync("PUT", Maps + "/race", first.ToJsonString());
        created["data"] = new JsonObject { ["who"] = "second" };
        var (code, answer) = await _cluster.SendAsync("PUT", Maps + "/race", created.ToJsonString());
        Assert.Equal(409, code);
        Assert.Equal("Conflict", answer["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_dry_run_stores_nothing()
    {
        await _cluster.DoAsync("POST", Maps + "?dryRun=All", Map("dry", "{}"));
        Assert.Equal(404, (await _cluster.SendAsync("GET", Maps + "/dry")).Code);
    }

    [Fact]
    public async Task A_finalizer_holds_an_object_until_it_is_removed()
    {
        await _cluster.DoAsync("POST", Maps, """{"metadata":{"name":"held","finalizers":["example.com/hold"]}}""");
        var deleting = await _cluster.DoAsync("DELETE", Maps + "/held");
        Assert.NotNull(deleting["metadata"]!["deletionTimestamp"]);
        await _cluster.DoAsync("PATCH", Maps + "/held", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        Assert.Equal(404, (await _cluster.SendAsync("GET", Maps + "/held")).Code);
    }

    [Fact]
    public async Task Pages_of_a_list_show_one_state()
    {
        foreach (var name in new[] { "p1", "p2", "p3" })
            await _cluster.DoAsync("POST", "/api/v1/namespaces/kube-public/configmaps", Map(name, "{}"));
        var first = await _cluster.DoAsync("GET", "/api/v1/namespaces/kube-public/secrets?limit=1");
        Assert.Empty(first["items"]!.AsArray());
        var page = await _cluster.DoAsync("GET", "/api/v1/namespaces/kube-public/configmaps?limit=2&fieldSelector=metadata.name!%3Dkube-root-ca.crt");
        Assert.Equal(2, page["items"]!.AsArray().Count);
        await _cluster.DoAsync("POST", "/api/v1/namespaces/kube-public/configmaps", Map("p4", "{}"));
        var rest = await _cluster.DoAsync("GET",
            $"/api/v1/namespaces/kube-public/configmaps?limit=9&continue={page["metadata"]!["continue"]}&fieldSelector=metadata.name!%3Dkube-root-ca.crt");
        Assert.Equal(["p3"], rest["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_watch_tells_every_change_once_and_in_order()
    {
        var list = await _cluster.DoAsync("GET", Maps);
        using var events = await _cluster.WatchAsync($"{Maps}?watch=1&labelSelector=w%3Dyes&resourceVersion={Version(list)}");
        await _cluster.DoAsync("POST", Maps, """{"metadata":{"name":"w","labels":{"w":"yes"}}}""");
        await _cluster.DoAsync("PATCH", Maps + "/w", """{"data":{"k":"1"}}""", "application/merge-patch+json");
        // Out of the selection: for this watch it is gone.
        await _cluster.DoAsync("PATCH", Maps + "/w", """{"metadata":{"labels":{"w":"no"}}}""", "application/merge-patch+json");
        var types = new List<string>();
        while (types.Count < 3)
            types.Add(JsonNode.Parse((await events.ReadLineAsync())!)!["type"]!.GetValue<string>());
        Assert.Equal(["ADDED", "MODIFIED", "DELETED"], types);
    }

    [Fact]
    public async Task A_streamed_list_ends_with_a_marked_bookmark()
    {
        using var events = await _cluster.WatchAsync(
            "/api/v1/namespaces?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");
        JsonNode last;
        var added = 0;
        do
        {
            last = JsonNode.Parse((await events.ReadLineAsync())!)!;
            added += last["type"]!.GetValue<string>() == "ADDED" ? 1 : 0;
        }
        while (last["type"]!.GetValue<string>() != "BOOKMARK");
        Assert.Equal("true", last["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!.GetValue<string>());
        Assert.Equal(4, added);
    }

    [Fact]
    public async Task Whoever_may_nothing_is_forbidden_and_a_wrong_token_is_unauthorized()
    {
        using var guest = _cluster.Client("guest-token");
        Assert.Equal(HttpStatusCode.Forbidden, (await guest.GetAsync(Maps)).StatusCode);
        using var stranger = _cluster.Client("no-such-token");
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(Maps)).StatusCode);
    }

    [Fact]
    public async Task A_custom_kind_is_served_as_soon_as_it_is_established_and_refused_after()
    {
        const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        await _cluster.DoAsync("POST", Definitions, """
            {"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
             "names":{"plural":"widgets","kind":"Widget"},"versions":[{"name":"v1","served":true,"storage":true,
             "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer","maximum":9,"default":3}}}}}}}]}}
            """);
        await UntilAsync(async () => (await _cluster.SendAsync("GET", "/apis/example.com/v1")).Code == 200);
        const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";
        var widget = await _cluster.DoAsync("POST", Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"colour":"red"}}""");
        Assert.Equal("""{"size":3}""", widget["spec"]!.ToJsonString());
        var (code, answer) = await _cluster.SendAsync("PATCH", Widgets + "/w", """{"spec":{"size":10}}""", "application/merge-patch+json");
        Assert.Equal(422, code);
        Assert.Contains("spec.size", answer["message"]!.GetValue<string>());

        await _cluster.DoAsync("DELETE", Definitions + "/widgets.example.com");
        await UntilAsync(async () => (await _cluster.SendAsync("GET", Widgets)).Code == 404);
    }

    [Fact]
    public async Task An_injected_fault_hits_the_next_matching_request_only()
    {
        _cluster.Cluster.Faults.Once(new Fault(FaultKind.TooManyRequests, TimeSpan.FromSeconds(2)), "list", "configmaps");
        Assert.Equal(200, (await _cluster.SendAsync("GET", "/api/v1/namespaces")).Code);
        var (code, answer) = await _cluster.SendAsync("GET", Maps);
        Assert.Equal((429, 2), (code, answer["details"]!["retryAfterSeconds"]!.GetValue<int>()));
        Assert.Equal(200, (await _cluster.SendAsync("GET", Maps)).Code);
    }

    [Fact]
    public async Task A_watch_from_a_forgotten_version_is_told_to_start_over()
    {
        await using var small = await TestCluster.StartAsync(new DevClusterOptions { WatchHistory = 2 });
        var version = Version(await small.DoAsync("GET", Maps));
        for (var i = 0; i < 9; i++)
            await small.DoAsync("POST", Maps, Map($"m{i}", "{}"));
        using var events = await small.WatchAsync($"{Maps}?watch=1&resourceVersion={version}");
        var error = JsonNode.Parse((await events.ReadLineAsync())!)!;
        Assert.Equal("ERROR", error["type"]!.GetValue<string>());
        Assert.Equal(410, error["object"]!["code"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("PUT", "/apis/coordination.k8s.io/v1/namespaces/default/leases/new", """{"metadata":{"name":"new"},"spec":{}}""", 201)]
    [InlineData("PUT", Maps + "/new", """{"metadata":{"name":"new"}}""", 404)]
    [InlineData("POST", Maps, """{"metadata":{"name":"versioned","resourceVersion":"1"}}""", 500)]
    [InlineData("GET", Maps + "/kube-root-ca.crt?resourceVersion=99999999999", null, 504)]
    [InlineData("GET", Maps + "/kube-root-ca.crt?resourceVersion=x", null, 500)]
    [InlineData("POST", "/apis/coordination.k8s.io/v1/namespaces/default/leases", """{"metadata":{"name":"coarse"},"spec":{"renewTime":"2020-01-01T00:00:00Z"}}""", 400)]
    public async Task A_request_is_answered_with_the_code_that_a_kube_apiserver_has_for_it(string method, string path, string? body, int code) =>
        Assert.Equal(code, (await _cluster.SendAsync(method, path, body)).Code);

    [Fact]
    public async Task An_object_that_nobody_tracked_from_its_creation_on_is_not_tracked_by_a_patch()
    {
        await _cluster.DoAsync("POST", Maps, """{"metadata":{"name":"bare"}}""");
        var patched = await _cluster.DoAsync("PATCH", Maps + "/bare", """{"data":{"a":"1"}}""", "application/merge-patch+json");
        Assert.Null(patched["metadata"]!["managedFields"]);
    }

    [Fact]
    public async Task A_conflict_of_several_writers_names_each_in_order()
    {
        await _cluster.DoAsync("PATCH", Maps + "/c?fieldManager=zoe", Map("c", """{"z":"1"}"""), "application/apply-patch+yaml");
        await _cluster.DoAsync("PATCH", Maps + "/c?fieldManager=amy", Map("c", """{"a":"1"}"""), "application/apply-patch+yaml");
        var (code, answer) = await _cluster.SendAsync("PATCH", Maps + "/c?fieldManager=me", Map("c", """{"a":"2","z":"2"}"""), "application/apply-patch+yaml");
        Assert.Equal(409, code);
        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"amy\":\n- .data.a\nconflicts with \"zoe\":\n- .data.z",
            answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Ten_thousand_objects_are_listed_in_one_answer()
    {
        var text = new string('x', 1500);
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) => await _cluster.DoAsync("POST", "/api/v1/namespaces/kube-system/configmaps", Map($"c{i}", $$"""{"text":"{{text}}"}""")));
        var (_, list) = await _cluster.SendAsync("GET", "/api/v1/namespaces/kube-system/configmaps?limit=10000&resourceVersion=0");
        Assert.InRange(list["items"]!.AsArray().Count, 10_000, 10_001);
    }

    private static string Map(string name, string data) => $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}"},"data":{{data}}}""";

    private static string Version(JsonObject value) => value["metadata"]!["resourceVersion"]!.GetValue<string>();

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, timeout.Token);
    }
}
