using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Tests.Http;

/// <summary>Where a strategic merge puts list items, and how it says what it cannot do.</summary>
public sealed class StrategicRuleTests : IAsyncLifetime
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Strategic = "application/strategic-merge-patch+json";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        await _cluster.DoAsync("POST", Accounts, """{"metadata":{"name":"s"},"secrets":[{"name":"a"},{"name":"b"}]}""");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("""{"secrets":[{"name":"c"}]}""", "c a b")]
    [InlineData("""{"secrets":[{"name":"b","$patch":"delete"}]}""", "a")]
    [InlineData("""{"secrets":[{"name":"c"}],"$setElementOrder/secrets":[{"name":"b"},{"name":"c"}]}""", "a b c")]
    [InlineData("""{"secrets":[{"$patch":"replace"},{"name":"z"}]}""", "z")]
    public async Task Items_come_in_the_order_of_the_patch_and_own_ones_keep_theirs(string patch, string expected)
    {
        var value = await _cluster.DoAsync("PATCH", Accounts + "/s", patch, Strategic);
        Assert.Equal(expected, string.Join(' ', value["secrets"]!.AsArray().Select(s => s!["name"]!.GetValue<string>())));
    }

    [Theory]
    [InlineData("""{"metadata":{"labels":{"$patch":"weird"}}}""", 200, "")]
    [InlineData("""{"secrets":[{"name":"a","$patch":"weird"}]}""", 500, "unknown patch type: weird in map: map[$patch:weird name:a]")]
    [InlineData("""{"secrets":[{"kind":"x"}]}""", 500, "map: map[kind:x] does not contain declared merge key: name")]
    [InlineData("""{"$setElementOrder/secrets":"x"}""", 500, "expected a []interface {}, but received a string")]
    [InlineData("""{"$setElementOrder/nothing":[]}""", 500, "unable to find api field in struct ServiceAccount for the json field \"nothing\"")]
    [InlineData("""{"secrets":"x"}""", 422, " \"\" is invalid: patch: Invalid value: \"map[secrets:x]\": cannot restore slice from string")]
    public async Task What_a_merge_cannot_do_is_said_as_Go_says_it(string patch, int code, string message)
    {
        var answer = await _cluster.SendAsync("PATCH", Accounts + "/s", patch, Strategic);
        Assert.Equal(code, answer.Code);
        if (code != 200)
            Assert.Equal(message, answer.Body["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_pod_tolerates_failures_again_when_its_tolerations_are_replaced()
    {
        await _cluster.DoAsync("POST", Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"x"}]}}""");
        var value = await _cluster.DoAsync("PATCH", Pods + "/p",
            """{"spec":{"tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{"key":"l","operator":"Exists"},{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}]}}""",
            Strategic);
        Assert.Equal(3, value["spec"]!["tolerations"]!.AsArray().Count);
        var (code, answer) = await _cluster.SendAsync("PATCH", Pods + "/p", """{"spec":{"schedulingGates":[{"name":"a.b/c"}]}}""", Strategic);
        Assert.Equal(422, code);
        Assert.Contains("only deletion is allowed, but found new scheduling gate 'a.b/c'", answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_condition_without_a_time_shows_that_it_has_none()
    {
        await _cluster.DoAsync("POST", Pods, """{"metadata":{"name":"q"},"spec":{"containers":[{"name":"c","image":"x"}]}}""");
        var value = await _cluster.DoAsync("PATCH", Pods + "/q/status", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""", Strategic);
        var condition = value["status"]!["conditions"]![0]!.AsObject();
        Assert.True(condition.ContainsKey("lastTransitionTime"));
        Assert.Null(condition["lastTransitionTime"]);
    }
}
