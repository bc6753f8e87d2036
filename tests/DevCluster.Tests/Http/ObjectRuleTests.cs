using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Tests.Http;

/// <summary>Rules of single kinds, and of the metadata of all.</summary>
public sealed class ObjectRuleTests : IAsyncLifetime
{
    private const string Core = "/api/v1/namespaces/default";
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Apply = "application/apply-patch+yaml";
    private const string Merge = "application/merge-patch+json";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"m"}}""", 4, 2)]
    [InlineData("/apis/coordination.k8s.io/v1/namespaces/default/leases", """{"metadata":{"name":"m"}}""", 3, 0)]
    [InlineData("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", """{"metadata":{"name":"m"},"spec":{"podSelector":{}}}""", 3, 1)]
    [InlineData("/api/v1/namespaces/default/limitranges", """{"metadata":{"name":"m"}}""", 3, 1)]
    public async Task Metadata_is_looked_at_as_often_as_the_kind_does(string path, string body, int labelCauses, int finalizerCauses)
    {
        await _cluster.DoAsync("POST", path, body);
        Assert.Equal(labelCauses, await Causes("""{"metadata":{"labels":{"bad key":"x"}}}"""));
        Assert.Equal(finalizerCauses, await Causes("""{"metadata":{"finalizers":["nodomain"]}}"""));

        async Task<int> Causes(string patch) =>
            (await _cluster.SendAsync("PATCH", path + "/m?dryRun=All", patch, Merge)).Body["details"]?["causes"]?.AsArray().Count ?? 0;
    }

    [Fact]
    public async Task An_owner_named_twice_is_named_once()
    {
        const string Owner = """{"apiVersion":"v1","kind":"ConfigMap","name":"o","uid":"u"}""";
        var value = await _cluster.DoAsync("POST", Core + "/configmaps?dryRun=All", $$$"""{"metadata":{"name":"d","ownerReferences":[{{{Owner}}},{{{Owner}}}]}}""");
        Assert.Single(value["metadata"]!["ownerReferences"]!.AsArray());
    }

    [Fact]
    public async Task A_namespace_keeps_the_finalizers_of_its_spec_and_is_active_until_deleted()
    {
        var value = await _cluster.DoAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"n"},"spec":{"finalizers":["x.y/z"]}}""");
        Assert.Equal("""["x.y/z","kubernetes"]""", value["spec"]!["finalizers"]!.ToJsonString());
        var (code, answer) = await _cluster.SendAsync("PATCH", "/api/v1/namespaces/n/status", """{"status":{"phase":"Terminating"}}""", Merge);
        Assert.Equal(422, code);
        Assert.Contains("may only be 'Active' if `deletionTimestamp` is empty", answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_eviction_is_of_the_pod_that_it_names()
    {
        await _cluster.DoAsync("POST", Core + "/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"x"}]}}""");
        const string Other = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"other"}}""";
        Assert.Equal(400, (await _cluster.SendAsync("POST", Core + "/pods/p/eviction", Other)).Code);
        Assert.Equal(201, (await _cluster.SendAsync("POST", Core + "/pods/p/eviction?dryRun=All", Other.Replace("other", "p"))).Code);
        Assert.Equal(200, (await _cluster.SendAsync("GET", Core + "/pods/p")).Code);
    }

    [Fact]
    public async Task A_quota_with_a_scope_is_about_the_pods_in_it()
    {
        var (code, answer) = await _cluster.SendAsync("POST", Core + "/resourcequotas",
            """{"metadata":{"name":"q"},"spec":{"hard":{"pods":"1","cpu":"1"},"scopes":["BestEffort","Weird"]}}""");
        Assert.Equal(422, code);
        Assert.Contains("[\"BestEffort\",\"Weird\"]: unsupported scope applied to resource", answer["message"]!.GetValue<string>());
        await _cluster.DoAsync("POST", Core + "/resourcequotas", """{"metadata":{"name":"q"},"spec":{"hard":{"pods":"0"},"scopes":["Terminating"]}}""");
        while ((await _cluster.DoAsync("GET", Core + "/resourcequotas/q"))["status"]?["used"] is null)
            await Task.Yield();
        const string Pod = """{"metadata":{"name":"t"},"spec":{"containers":[{"name":"c","image":"x"}]}}""";
        Assert.Equal(201, (await _cluster.SendAsync("POST", Core + "/pods?dryRun=All", Pod)).Code);
        Assert.Equal(403, (await _cluster.SendAsync("POST", Core + "/pods?dryRun=All", Pod.Replace("\"spec\":{", "\"spec\":{\"activeDeadlineSeconds\":5,"))).Code);
    }

    [Fact]
    public async Task A_replaced_lease_names_its_version()
    {
        const string Leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
        await _cluster.DoAsync("POST", Leases, """{"metadata":{"name":"l"}}""");
        var (code, answer) = await _cluster.SendAsync("PUT", Leases + "/l", """{"metadata":{"name":"l"},"spec":{"holderIdentity":"a"}}""");
        Assert.Equal(422, code);
        Assert.Contains("must be specified for an update", answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_access_review_takes_selectors_one_way_or_the_other()
    {
        const string Reviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
        var (code, answer) = await _cluster.SendAsync("POST", Reviews, Review("""{"rawSelector":"a=b","requirements":[{"key":"a","operator":"Exists"}]}"""));
        Assert.Equal(422, code);
        Assert.Contains("may not specified at the same time as requirements", answer["message"]!.GetValue<string>());
        Assert.Equal(422, (await _cluster.SendAsync("POST", Reviews, Review("{}"))).Code);
        Assert.Equal(201, (await _cluster.SendAsync("POST", Reviews, Review("""{"rawSelector":"a=b"}"""))).Code);

        static string Review(string selector) =>
            $$$$"""{"spec":{"user":"x","resourceAttributes":{"verb":"list","resource":"pods","labelSelector":{{{{selector}}}}}}}""";
    }

    [Fact]
    public async Task A_custom_resource_is_scaled_through_its_view()
    {
        await DefineAsync("ws", "Wid");
        const string Path = "/apis/e.example.com/v1/namespaces/default/ws";
        await _cluster.DoAsync("POST", Path, """{"apiVersion":"e.example.com/v1","kind":"Wid","metadata":{"name":"a"},"spec":{"replicas":3}}""");
        Assert.Equal(3, (await _cluster.DoAsync("GET", Path + "/a/scale"))["spec"]!["replicas"]!.GetValue<int>());
        await _cluster.DoAsync("PATCH", Path + "/a/scale", """{"spec":{"replicas":5}}""", Merge);
        Assert.Equal(5, (await _cluster.DoAsync("GET", Path + "/a"))["spec"]!["replicas"]!.GetValue<int>());
        var (code, answer) = await _cluster.SendAsync("PATCH", Path + "/a/scale", """{"spec":{"replicas":-1}}""", Merge);
        Assert.Equal(422, code);
        Assert.Equal("Wid.e.example.com \"a\" is invalid: .spec.replicas: Invalid value: -1: should be a non-negative integer", answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_applies_a_scale_owns_the_number_in_the_object_itself()
    {
        await DefineAsync("ws", "Wid");
        const string Path = "/apis/e.example.com/v1/namespaces/default/ws";
        await _cluster.DoAsync("POST", Path + "?fieldManager=author", """{"apiVersion":"e.example.com/v1","kind":"Wid","metadata":{"name":"a"},"spec":{"replicas":3}}""");
        const string Wanted = """{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"a"},"spec":{"replicas":5}}""";

        var (code, answer) = await _cluster.SendAsync("PATCH", Path + "/a/scale?fieldManager=scaler", Wanted, Apply);
        Assert.Equal(409, code);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"author\" using e.example.com/v1: .spec.replicas", answer["message"]!.GetValue<string>());

        var scale = await _cluster.DoAsync("PATCH", Path + "/a/scale?fieldManager=scaler&force=true", Wanted, Apply);
        Assert.Equal(("Scale", 5), (scale["kind"]!.GetValue<string>(), scale["spec"]!["replicas"]!.GetValue<int>()));
        var value = await _cluster.DoAsync("GET", Path + "/a");
        Assert.Equal(5, value["spec"]!["replicas"]!.GetValue<int>());
        var mine = value["metadata"]!["managedFields"]!.AsArray().Single(entry => entry!["manager"]!.GetValue<string>() == "scaler")!;
        Assert.Equal(("Apply", "scale", "e.example.com/v1"), (mine["operation"]!.GetValue<string>(), mine["subresource"]!.GetValue<string>(), mine["apiVersion"]!.GetValue<string>()));
        Assert.Equal("""{"f:spec":{"f:replicas":{}}}""", mine["fieldsV1"]!.ToJsonString());

        (code, answer) = await _cluster.SendAsync("PATCH", Path + "/a/scale?fieldManager=scaler", Wanted.Replace("5", "-1", StringComparison.Ordinal), Apply);
        Assert.Equal((422, true), (code, answer["message"]!.GetValue<string>().Contains("should be a non-negative integer", StringComparison.Ordinal)));
        (code, answer) = await _cluster.SendAsync("PATCH", Path + "/a/scale?fieldManager=scaler", Wanted.Replace("Scale", "Wid", StringComparison.Ordinal), Apply);
        Assert.Equal((400, "invalid object type: autoscaling/v1, Kind=Wid"), (code, answer["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_pod_is_bound_to_a_node_once()
    {
        const string Pods = "/api/v1/namespaces/default/pods";
        while ((await _cluster.SendAsync("GET", "/api/v1/namespaces/default/serviceaccounts/default")).Code != 200)
            await Task.Yield();
        await _cluster.DoAsync("POST", Pods, """{"metadata":{"name":"p"},"spec":{"schedulerName":"mine","containers":[{"name":"c","image":"i"}]}}""");
        const string Binding = """{"apiVersion":"v1","kind":"Binding","metadata":{"name":"p","annotations":{"chosen":"so"}},"target":{"kind":"Node","name":"n1"}}""";

        var (code, answer) = await _cluster.SendAsync("POST", Pods + "/p/binding", Binding.Replace("\"n1\"", "\"\"", StringComparison.Ordinal));
        Assert.Equal((500, "target.name: Required value"), (code, answer["message"]!.GetValue<string>()));

        await _cluster.DoAsync("POST", Pods + "/p/binding?dryRun=All", Binding);
        Assert.Null((await _cluster.DoAsync("GET", Pods + "/p"))["spec"]!["nodeName"]);

        Assert.Equal("Success", (await _cluster.DoAsync("POST", Pods + "/p/binding", Binding))["status"]!.GetValue<string>());
        var pod = await _cluster.DoAsync("GET", Pods + "/p");
        Assert.Equal(("n1", "so"), (pod["spec"]!["nodeName"]!.GetValue<string>(), pod["metadata"]!["annotations"]!["chosen"]!.GetValue<string>()));
        Assert.Equal("True", pod["status"]!["conditions"]!.AsArray().Single(condition => condition!["type"]!.GetValue<string>() == "PodScheduled")!["status"]!.GetValue<string>());

        (code, answer) = await _cluster.SendAsync("POST", Pods + "/p/binding", Binding);
        Assert.Equal((409, "Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"n1\""), (code, answer["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_definition_is_called_by_its_plural_and_group()
    {
        var (code, answer) = await _cluster.SendAsync("POST", Definitions, """{"metadata":{"generateName":"x-"},"spec":{"group":"e.example.com"}}""");
        Assert.Equal(422, code);
        Assert.Contains("metadata.generateName: Invalid value: \"x-\": must be spec.names.plural+\".\"+spec.group", answer["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Of_a_definition_with_taken_names_the_free_ones_are_accepted()
    {
        await DefineAsync("ws", "Wid");
        await DefineAsync("vs", "Wid", waits: false);
        JsonNode? accepted = null;
        for (var i = 0; i < 100 && accepted?.GetValue<string>() != "vs"; i++)
            accepted = (await _cluster.DoAsync("GET", $"{Definitions}/vs.e.example.com"))["status"]!["acceptedNames"]!["plural"];
        var conditions = (await _cluster.DoAsync("GET", $"{Definitions}/vs.e.example.com"))["status"]!["conditions"]!;
        Assert.Equal("vs", accepted!.GetValue<string>());
        Assert.Equal("ListKindConflict", conditions[0]!["reason"]!.GetValue<string>());
    }

    private async Task DefineAsync(string plural, string kind, bool waits = true)
    {
        await _cluster.DoAsync("POST", Definitions, $$$$$$$$"""
            {"metadata":{"name":"{{{{{{{{plural}}}}}}}}.e.example.com"},"spec":{"group":"e.example.com","scope":"Namespaced","names":{"plural":"{{{{{{{{plural}}}}}}}}","kind":"{{{{{{{{kind}}}}}}}}"},
             "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}},
             "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"replicas":{"type":"integer"}}},"status":{"type":"object","properties":{"replicas":{"type":"integer"}}}}}}}]}}
            """);
        while (waits && (await _cluster.SendAsync("GET", $"/apis/e.example.com/v1/namespaces/default/{plural}")).Code != 200)
            await Task.Yield();
    }
}
