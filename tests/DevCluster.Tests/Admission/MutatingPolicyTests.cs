using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Tests.Http;

namespace SegmentOperator.DevCluster.Tests.Admission;

public sealed class MutatingPolicyTests : IAsyncLifetime
{
    private const string Registration = "/apis/admissionregistration.k8s.io/v1";
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_configuration_is_laid_over_what_was_sent_and_owned_by_nobody()
    {
        await MutateAsync("by", Apply("Object{metadata: Object.metadata{annotations: {'by': request.userInfo.username}}}"));
        var map = await CreateAsync("a");
        Assert.Equal("root", map["metadata"]!["annotations"]!["by"]!.GetValue<string>());
        Assert.DoesNotContain("f:annotations", map["metadata"]!["managedFields"]!.ToJsonString());
    }

    [Fact]
    public async Task A_patch_fills_in_an_object_and_escapes_its_keys()
    {
        await MutateAsync("fill", Patch("""
            [JSONPatch{op: 'add', path: '/metadata/annotations', value: {'x': 'y'}},
             JSONPatch{op: 'add', path: '/metadata/annotations/' + jsonpatch.escapeKey('example.com/k'), value: variables.v}]
            """), """ "variables":[{"name":"v","expression":"object.metadata.name + '!'"}],"failurePolicy":"Fail" """);
        Assert.Equal("""{"example.com/k":"a!","x":"y"}""", (await CreateAsync("a"))["metadata"]!["annotations"]!.ToJsonString());
    }

    [Fact]
    public async Task A_patch_whose_test_fails_changes_nothing()
    {
        await MutateAsync("test", Patch("[JSONPatch{op: 'test', path: '/data/k', value: 'other'}, JSONPatch{op: 'remove', path: '/data/k'}]"));
        Assert.Equal("""{"k":"1"}""", (await CreateAsync("a"))["data"]!.ToJsonString());
    }

    [Theory]
    [InlineData("Object{data: {'x': object.data.none}}", "no such key: none")]
    [InlineData("Object{nothing: 'x'}", ".nothing: field not declared in schema")]
    [InlineData("Object{metadata: Object.spec{labels: {'a': 'b'}}}", "unexpected type name \"Object.spec\", expected \"Object.metadata\"")]
    [InlineData("Object{metadata: Object.metadata{ownerReferences: [Object.metadata.ownerReferences{name: 'x', controller: 'x'}]}}", "expected boolean")]
    public async Task A_mutation_that_cannot_be_carried_out_refuses_the_write(string expression, string why)
    {
        await MutateAsync("broken", Apply(expression));
        var (code, answer) = await _cluster.SendAsync("POST", Maps, Map("a"));
        Assert.Equal((403, "Invalid"), (code, answer["reason"]!.GetValue<string>()));
        Assert.StartsWith("policy 'broken' with binding 'broken' denied request: ", answer["message"]!.GetValue<string>());
        Assert.Contains(why, answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_failure_that_is_to_be_ignored_lets_the_write_through_unchanged()
    {
        await MutateAsync("lenient", Apply("Object{data: {'x': object.data.none}}"), """ "failurePolicy":"Ignore" """);
        Assert.Equal("""{"k":"1"}""", (await CreateAsync("a"))["data"]!.ToJsonString());
    }

    [Fact]
    public async Task A_policy_that_is_to_be_invoked_again_sees_what_later_ones_did()
    {
        const string Log = "[JSONPatch{op: 'add', path: '/data/log', value: (has(object.data.log) ? object.data.log : '') + '#'}]";
        await MutateAsync("a", Patch(Log.Replace("#", "a")), """ "reinvocationPolicy":"IfNeeded" """);
        await MutateAsync("b", Patch(Log.Replace("#", "b")));
        Assert.Equal("aba", (await CreateAsync("x"))["data"]!["log"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("object", "must evaluate to Object but got dyn")]
    [InlineData("Object.spec{}", "must evaluate to Object but got Object.spec")]
    [InlineData("Foo{}", "undeclared reference to 'Foo'")]
    public async Task A_policy_whose_expression_makes_no_object_is_refused(string expression, string why)
    {
        var (code, answer) = await _cluster.SendAsync("POST", $"{Registration}/mutatingadmissionpolicies", Policy("p", Apply(expression), "\"failurePolicy\":\"Fail\""));
        Assert.Equal(422, code);
        Assert.Contains(why, answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_only_listed_can_be_read_and_not_created()
    {
        const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
        Assert.Empty((await _cluster.DoAsync("GET", Deployments))["items"]!.AsArray());
        Assert.Equal(404, (await _cluster.SendAsync("GET", Deployments + "/d")).Code);
        var (code, answer) = await _cluster.SendAsync("POST", Deployments, """{"metadata":{"name":"d"}}""");
        Assert.Equal((501, "NotImplemented"), (code, answer["reason"]!.GetValue<string>()));
    }

    private static string Apply(string expression) =>
        new JsonObject { ["patchType"] = "ApplyConfiguration", ["applyConfiguration"] = new JsonObject { ["expression"] = expression } }.ToJsonString();

    private static string Patch(string expression) =>
        new JsonObject { ["patchType"] = "JSONPatch", ["jsonPatch"] = new JsonObject { ["expression"] = expression } }.ToJsonString();

    private static string Policy(string name, string mutation, string more)
    {
        var again = more.Contains("reinvocationPolicy") ? "" : "\"reinvocationPolicy\":\"Never\",";
        return $$$"""
            {"metadata":{"name":"{{{name}}}"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
             "resources":["configmaps"]}]},{{{again}}}"mutations":[{{{mutation}}}],{{{more}}} } }
            """;
    }

    private async Task MutateAsync(string name, string mutation, string more = "\"failurePolicy\":\"Fail\"")
    {
        await _cluster.DoAsync("POST", $"{Registration}/mutatingadmissionpolicies", Policy(name, mutation, more));
        await _cluster.DoAsync("POST", $"{Registration}/mutatingadmissionpolicybindings", $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"policyName":"{{{name}}}"}}""");
    }

    private Task<JsonObject> CreateAsync(string name) => _cluster.DoAsync("POST", Maps, Map(name));

    private static string Map(string name) => $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"k":"1"}}""";
}
