using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Tests.Http;

/// <summary>What a kube-apiserver does with fields and their owners, beyond the ordinary apply.</summary>
public sealed class ApplyRuleTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Merge = "application/merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task An_apply_that_changes_no_value_has_no_time()
    {
        await ApplyAsync("shared", """{"k":"1"}""", "one");
        var value = await ApplyAsync("shared", """{"k":"1"}""", "two");
        var entry = value["metadata"]!["managedFields"]!.AsArray().Single(e => e!["manager"]!.GetValue<string>() == "two")!;
        Assert.Null(entry["time"]);
    }

    [Fact]
    public async Task Of_more_than_ten_updaters_the_oldest_become_one()
    {
        await _cluster.DoAsync("POST", Maps, """{"metadata":{"name":"many"},"data":{"k":"1"}}""");
        JsonNode value = new JsonObject();
        for (var i = 0; i < 12; i++)
            value = await _cluster.DoAsync("PATCH", $"{Maps}/many?fieldManager=m{i:00}", $$$"""{"data":{"k{{{i}}}":"1"}}""", Merge);
        var managers = value["metadata"]!["managedFields"]!.AsArray().Select(e => e!["manager"]!.GetValue<string>()).ToList();
        Assert.Equal(10, managers.Count);
        Assert.Contains("ancient-changes", managers);
        Assert.Contains("m11", managers);
    }

    [Fact]
    public async Task An_apply_by_kubectl_renews_what_its_client_side_apply_remembers()
    {
        const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
        await _cluster.DoAsync("POST", Maps, $$$$"""{"metadata":{"name":"both","annotations":{"{{{{Annotation}}}}":"{}"}}}""");
        var value = await ApplyAsync("both", """{"k":"1"}""", "kubectl");
        Assert.Equal("""{"apiVersion":"v1","data":{"k":"1"},"kind":"ConfigMap","metadata":{"name":"both"}}""" + "\n",
            value["metadata"]!["annotations"]![Annotation]!.GetValue<string>());
        value = await ApplyAsync("both", """{"l":"1"}""", "other");
        Assert.Contains("\"k\"", value["metadata"]!["annotations"]![Annotation]!.GetValue<string>());
    }

    [Theory]
    [InlineData("- a", "json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("", "invalid object type: /, Kind=")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":["a"]}""", ".data: expected map, got &{[a]}")]
    public async Task What_is_no_configuration_is_refused_in_its_words(string body, string expected)
    {
        var (_, answer) = await _cluster.SendAsync("PATCH", Maps + "/x?fieldManager=m", body, Apply);
        Assert.Contains(expected, answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_secret_that_is_no_base64_does_not_become_a_secret()
    {
        var (code, answer) = await _cluster.SendAsync("PATCH", "/api/v1/namespaces/default/secrets/s?fieldManager=m",
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"!"}}""", Apply);
        Assert.Equal(500, code);
        Assert.EndsWith("error decoding from json: illegal base64 data at input byte 0", answer["message"]!.GetValue<string>());
    }

    private Task<JsonObject> ApplyAsync(string name, string data, string manager) => _cluster.DoAsync("PATCH", $"{Maps}/{name}?fieldManager={manager}",
        $$$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{{name}}}}"},"data":{{{{data}}}}}""", Apply);
}
