using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Controllers;

namespace SegmentOperator.DevCluster.Tests.Controllers;

public sealed class GarbageCollectorTests(ControllerFixture cluster) : IClassFixture<ControllerFixture>
{
    private readonly string _ns = cluster.NewNamespace();

    private bool Exists(string name) => cluster.Get("configmaps", _ns, name) is not null;

    private Task GoneAsync(string name) => cluster.GoneAsync("configmaps", _ns, name);

    [Fact]
    public async Task What_only_a_deleted_owner_owns_goes_too_down_to_the_last()
    {
        var owner = cluster.ConfigMap(_ns, "owner");
        var child = cluster.ConfigMap(_ns, "child", owner);
        cluster.ConfigMap(_ns, "grandchild", child);

        cluster.Delete(owner, "Background");

        await GoneAsync("grandchild");
        Assert.False(Exists("child"));
    }

    [Fact]
    public async Task What_has_another_owner_stays_and_forgets_the_one_that_went()
    {
        var (first, second) = (cluster.ConfigMap(_ns, "first"), cluster.ConfigMap(_ns, "second"));
        cluster.ConfigMap(_ns, "child", first, second);

        cluster.Delete(first, "Background");

        await ControllerFixture.UntilAsync(() => cluster.Get("configmaps", _ns, "child").Objects("metadata", "ownerReferences").Count() == 1, "both owners are named");
        Assert.Equal("second", cluster.Get("configmaps", _ns, "child").Objects("metadata", "ownerReferences").Single().Text("name"));
    }

    [Fact]
    public async Task What_names_an_owner_that_never_was_goes()
    {
        cluster.ConfigMap(_ns, "child", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "ghost", ["uid"] = "no-such-uid" },
        });

        await GoneAsync("child");
    }

    [Fact]
    public async Task An_owner_of_the_same_name_and_another_uid_does_not_count()
    {
        var former = cluster.ConfigMap(_ns, "owner");
        cluster.Delete(former, "Orphan");
        await GoneAsync("owner");
        cluster.ConfigMap(_ns, "owner");

        cluster.ConfigMap(_ns, "child", former);

        await GoneAsync("child");
        Assert.True(Exists("owner"));
    }

    [Fact]
    public async Task Foreground_deletion_waits_for_what_blocks_it()
    {
        var owner = cluster.ConfigMap(_ns, "owner");
        var child = cluster.ConfigMap(_ns, "child", owner);
        cluster.SetFinalizers(child, "example.com/hold");

        cluster.Delete(owner, "Foreground");

        await ControllerFixture.UntilAsync(() => cluster.Get("configmaps", _ns, "child")!.IsDeleting(), "the child is not deleted");
        Assert.Contains(GarbageCollector.Foreground, cluster.Get("configmaps", _ns, "owner").Texts("metadata", "finalizers"));
        cluster.SetFinalizers(child);
        await GoneAsync("owner");
        Assert.False(Exists("child"));
    }

    [Fact]
    public async Task Foreground_deletion_does_not_wait_for_what_does_not_block_it()
    {
        var owner = cluster.ConfigMap(_ns, "owner");
        var child = cluster.ConfigMap(_ns, "child", block: false, owner);
        cluster.SetFinalizers(child, "example.com/hold");

        cluster.Delete(owner, "Foreground");

        await GoneAsync("owner");
        cluster.SetFinalizers(child);
        await GoneAsync("child");
    }

    [Fact]
    public async Task Orphans_stay_without_their_owner()
    {
        var owner = cluster.ConfigMap(_ns, "owner");
        cluster.ConfigMap(_ns, "child", owner);

        cluster.Delete(owner, "Orphan");

        await GoneAsync("owner");
        Assert.Empty(cluster.Get("configmaps", _ns, "child").Objects("metadata", "ownerReferences"));
    }

    [Fact]
    public async Task A_cluster_scoped_owner_owns_across_namespaces()
    {
        var role = cluster.Api.Create(cluster.Api.Resource("clusterroles.rbac.authorization.k8s.io"), "", new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = "ClusterRole",
            ["metadata"] = new JsonObject { ["name"] = cluster.NewName("owner") },
            ["rules"] = new JsonArray(),
        });
        cluster.ConfigMap(_ns, "child", role);
        Assert.True(Exists("child"));

        cluster.Api.Delete(cluster.Api.Resource("clusterroles.rbac.authorization.k8s.io"), "", role.Name());

        await GoneAsync("child");
    }
}
