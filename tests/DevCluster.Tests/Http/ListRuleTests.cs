using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Tests.Http;

/// <summary>What lists and watches make of selectors, versions and tokens.</summary>
public sealed class ListRuleTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("labelSelector=a%3Db%3Dc", "found '=', expected: ',' or 'end of string'")]
    [InlineData("labelSelector=a%3Db,", "found '', expected: identifier after ','")]
    [InlineData("labelSelector=a%3D-b", "unable to parse requirement: values[0][a]: Invalid value: \"-b\"")]
    [InlineData("fieldSelector=metadata.name%3Da%5Cx", "invalid field selector: invalid escape sequence: \\x")]
    [InlineData("resourceVersion=abc", "invalid resource version: resourceVersion: Invalid value: \"abc\"")]
    [InlineData("continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MCwic3RhcnQiOiJjMSJ9", "incorrect encoded start resourceVersion (version meta.k8s.io/v1)")]
    [InlineData("continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIuLi9jMSJ9", "continue key is not valid: ../c1")]
    public async Task A_wrong_query_is_a_bad_request(string query, string message)
    {
        var (code, answer) = await _cluster.SendAsync("GET", $"{Maps}?{query}");
        Assert.Equal(400, code);
        Assert.Contains(message, answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_before_the_cluster_began_is_gone()
    {
        var (code, answer) = await _cluster.SendAsync("GET", Maps + "?resourceVersion=1&resourceVersionMatch=Exact");
        Assert.Equal((410, "Expired"), (code, answer["reason"]!.GetValue<string>()));
        (code, answer) = await _cluster.SendAsync("GET", Maps + "?continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJjMSJ9");
        Assert.Equal(410, code);
        Assert.Equal(200, (await _cluster.SendAsync("GET", $"{Maps}?continue={answer["metadata"]!["continue"]}")).Code);
    }

    [Theory]
    [InlineData("watch=1&resourceVersionMatch=Exact&resourceVersion=1", "Unsupported value: \"Exact\": supported values: \"NotOlderThan\"")]
    [InlineData("watch=1&continue=abc", "resourceVersionMatch is forbidden when continue is provided")]
    public async Task A_watch_takes_no_list_options(string query, string message)
    {
        var (code, answer) = await _cluster.SendAsync("GET", $"{Maps}?{query}");
        Assert.Equal(422, code);
        Assert.Contains(message, answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Of_a_parameter_that_is_given_twice_the_first_counts()
    {
        for (var i = 0; i < 3; i++)
            await _cluster.DoAsync("POST", Maps, $$$"""{"metadata":{"name":"m{{{i}}}"}}""");
        var list = await _cluster.DoAsync("GET", Maps + "?limit=2&limit=3");
        Assert.Equal(2, list["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Pages_over_namespaces_of_like_names_miss_nothing_and_repeat_nothing()
    {
        string[] spaces = ["team", "team-a", "team0"];
        foreach (var space in spaces)
        {
            await _cluster.DoAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{space}}}"}}""");
            for (var i = 0; i < 3; i++)
                await _cluster.DoAsync("POST", $"/api/v1/namespaces/{space}/configmaps", $$$$"""{"metadata":{"name":"m{{{{i}}}}","labels":{"page":"yes"}}}""");
        }

        var whole = (await _cluster.DoAsync("GET", "/api/v1/configmaps?labelSelector=page"))["items"]!.AsArray().Select(Key).ToList();
        var read = new List<string>();
        for (var next = ""; ;)
        {
            var page = await _cluster.DoAsync("GET", $"/api/v1/configmaps?labelSelector=page&limit=2&continue={next}");
            read.AddRange(page["items"]!.AsArray().Select(Key));
            next = page["metadata"]!["continue"]?.GetValue<string>() ?? "";
            if (next.Length == 0)
                break;
        }

        Assert.Equal(whole, read);
        Assert.Equal(whole.Order(StringComparer.Ordinal), whole);
        static string Key(JsonNode? item) => $"{item!["metadata"]!["namespace"]}/{item["metadata"]!["name"]}";
    }

    [Fact]
    public async Task A_deleted_collection_is_answered_as_it_was()
    {
        await _cluster.DoAsync("POST", Maps, """{"metadata":{"name":"held","labels":{"x":"1"},"finalizers":["a.b/c"]}}""");
        var list = await _cluster.DoAsync("DELETE", Maps + "?labelSelector=x");
        Assert.Null(list["items"]![0]!["metadata"]!["deletionTimestamp"]);
    }
}
