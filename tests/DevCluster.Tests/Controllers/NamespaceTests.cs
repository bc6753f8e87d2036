using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Tests.Controllers;

public sealed class NamespaceTests(ControllerFixture cluster) : IClassFixture<ControllerFixture>
{
    private readonly string _ns = cluster.NewNamespace();

    private JsonObject? Namespace => cluster.Get("namespaces", "", _ns);

    private void DeleteNamespace() => cluster.Api.Delete(cluster.Api.Resource("namespaces"), "", _ns);

    private string? Condition(string type) =>
        Namespace.Objects("status", "conditions").FirstOrDefault(c => c.Text("type") == type)?.Text("message");

    [Fact]
    public async Task A_namespace_begins_with_an_account_and_the_authority()
    {
        await ControllerFixture.UntilAsync(() => cluster.Get("configmaps", _ns, "kube-root-ca.crt") is not null, "no authority");

        Assert.Equal(cluster.AuthorityPem, cluster.Get("configmaps", _ns, "kube-root-ca.crt").Text("data", "ca.crt"));
        Assert.NotNull(cluster.Get("serviceaccounts", _ns, "default"));
    }

    [Fact]
    public async Task What_a_namespace_begins_with_comes_back()
    {
        await ControllerFixture.UntilAsync(() => cluster.Get("configmaps", _ns, "kube-root-ca.crt") is not null, "no authority");
        var account = cluster.Get("serviceaccounts", _ns, "default")!;

        cluster.Api.Delete(cluster.Api.Resource("serviceaccounts"), _ns, "default");
        cluster.Api.Modify(cluster.Api.Resource("configmaps"), _ns, "kube-root-ca.crt", m => (m["data"] = new JsonObject { ["ca.crt"] = "forged" }) is not null);

        await ControllerFixture.UntilAsync(() => cluster.Get("serviceaccounts", _ns, "default") is { } again && again.Uid() != account.Uid(), "no account");
        await ControllerFixture.UntilAsync(() => cluster.Get("configmaps", _ns, "kube-root-ca.crt").Text("data", "ca.crt") == cluster.AuthorityPem, "it stays forged");
    }

    [Fact]
    public void The_system_namespaces_are_there() =>
        Assert.All(["default", "kube-system", "kube-public", "kube-node-lease"], name => Assert.NotNull(cluster.Get("namespaces", "", name)));

    [Fact]
    public async Task A_deleted_namespace_takes_its_content_along()
    {
        cluster.ConfigMap(_ns, "map");

        DeleteNamespace();

        await cluster.GoneAsync("namespaces", "", _ns);
        Assert.Empty(cluster.Api.List(cluster.Api.Resource("configmaps"), _ns));
    }

    [Fact]
    public async Task A_namespace_stays_as_long_as_something_in_it_is_held_and_says_what()
    {
        var map = cluster.ConfigMap(_ns, "held");
        cluster.SetFinalizers(map, "example.com/hold");

        DeleteNamespace();

        await ControllerFixture.UntilAsync(() => Condition("NamespaceFinalizersRemaining") is not null, "no condition");
        Assert.Equal("Some resources are remaining: configmaps. has 1 resource instances", Condition("NamespaceContentRemaining"));
        Assert.Equal("Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances", Condition("NamespaceFinalizersRemaining"));
        cluster.SetFinalizers(map);
        await cluster.GoneAsync("namespaces", "", _ns);
    }

    [Fact]
    public async Task As_long_as_there_are_pods_nothing_else_is_deleted()
    {
        cluster.ConfigMap(_ns, "map");
        var pod = cluster.Api.Create(cluster.Api.Resource("pods"), _ns, (JsonObject)JsonNode.Parse("""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "held", "finalizers": ["example.com/hold"]},
             "spec": {"automountServiceAccountToken": false, "containers": [{"name": "main", "image": "registry.example/app"}]}}
            """)!);

        DeleteNamespace();

        await ControllerFixture.UntilAsync(() => Condition("NamespaceContentRemaining") is not null, "no condition");
        Assert.NotNull(cluster.Get("configmaps", _ns, "map"));
        cluster.Api.Modify(cluster.Api.Resource("pods"), _ns, pod.Name(), p => p.Meta().Remove("finalizers"));
        await cluster.GoneAsync("namespaces", "", _ns);
    }
}
