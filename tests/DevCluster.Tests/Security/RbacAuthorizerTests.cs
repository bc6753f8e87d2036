using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster.Tests.Security;

public sealed class RbacAuthorizerTests
{
    [Fact]
    public void Nothing_is_allowed_without_a_binding()
    {
        using var cluster = new FakeCluster();
        Assert.Equal(new AuthorizationDecision(false, ""), cluster.Context.Authorizer.Authorize(Ask("alice", "get")));
    }

    [Fact]
    public void The_reason_names_the_binding_that_allows()
    {
        using var cluster = new FakeCluster();
        cluster.Grant("alice", "ns", """{"verbs": ["get"], "apiGroups": [""], "resources": ["configmaps"]}""");
        var decision = cluster.Context.Authorizer.Authorize(Ask("alice", "get"));
        Assert.Equal(new AuthorizationDecision(true, "RBAC: allowed by RoleBinding \"b-alice/ns\" of Role \"r-alice\" to User \"alice\""), decision);
        Assert.False(cluster.Context.Authorizer.Authorize(Ask("alice", "get") with { Namespace = "other" }).Allowed);
        Assert.False(cluster.Context.Authorizer.Authorize(Ask("alice", "delete")).Allowed);
    }

    [Fact]
    public void A_binding_to_a_role_that_is_not_there_grants_nothing_and_says_so()
    {
        using var cluster = new FakeCluster();
        cluster.Grant("alice", "ns", """{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}""");
        cluster.Remove("rbac.authorization.k8s.io/roles", "ns", "r-alice");
        Assert.Equal(new AuthorizationDecision(false, "RBAC: role.rbac.authorization.k8s.io \"r-alice\" not found"), cluster.Context.Authorizer.Authorize(Ask("alice", "get")));
    }

    [Fact]
    public void A_service_account_is_bound_by_namespace_and_name()
    {
        using var cluster = new FakeCluster();
        cluster.Add("rbac.authorization.k8s.io/clusterroles", """{"metadata": {"name": "all"}, "rules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]}""");
        cluster.Add("rbac.authorization.k8s.io/clusterrolebindings", """
            {"metadata": {"name": "b"}, "roleRef": {"kind": "ClusterRole", "name": "all"}, "subjects": [{"kind": "ServiceAccount", "name": "robot", "namespace": "home"}]}
            """);
        Assert.True(cluster.Context.Authorizer.Authorize(Ask("system:serviceaccount:home:robot", "get")).Allowed);
        Assert.False(cluster.Context.Authorizer.Authorize(Ask("system:serviceaccount:away:robot", "get")).Allowed);
    }

    [Fact]
    public void A_binding_counts_from_its_writing_until_its_removal_and_for_whom_it_names_then()
    {
        using var cluster = new FakeCluster();
        Assert.False(cluster.Context.Authorizer.Authorize(Ask("alice", "get")).Allowed);
        cluster.Grant("alice", "ns", """{"verbs": ["get"], "apiGroups": [""], "resources": ["configmaps"]}""");
        Assert.True(cluster.Context.Authorizer.Authorize(Ask("alice", "get")).Allowed);
        var (key, store) = ("rbac.authorization.k8s.io/rolebindings", cluster.Context.Store);
        var (was, now) = (store.Get(key, "ns", "b-alice")!, store.Get(key, "ns", "b-alice")!.Value.DeepClone().AsObject());
        now["subjects"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"kind": "Group", "name": "guests"}, {"kind": "User", "name": "bob"}, {"kind": "ServiceAccount", "name": "robot"}]""");
        store.Update(key, "ns", "b-alice", was.Revision, now);
        Assert.False(cluster.Context.Authorizer.Authorize(Ask("alice", "get")).Allowed);
        Assert.True(cluster.Context.Authorizer.Authorize(Ask("bob", "get")).Allowed);
        Assert.True(cluster.Context.Authorizer.Authorize(Ask("system:serviceaccount:ns:robot", "get")).Allowed);
        var guest = Ask("carol", "get") with { User = FakeCluster.User("carol", "guests") };
        Assert.True(cluster.Context.Authorizer.Authorize(guest).Allowed);
        store.RestartRevisions();
        Assert.True(cluster.Context.Authorizer.Authorize(guest).Allowed);
        cluster.Remove(key, "ns", "b-alice");
        Assert.False(cluster.Context.Authorizer.Authorize(guest).Allowed);
        Assert.False(cluster.Context.Authorizer.Authorize(Ask("bob", "get")).Allowed);
    }

    [Fact]
    public void Of_several_bindings_the_first_by_name_that_allows_is_the_reason()
    {
        using var cluster = new FakeCluster();
        cluster.Add("rbac.authorization.k8s.io/clusterroles", """{"metadata": {"name": "all"}, "rules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]}""");
        foreach (var (name, subject) in ((string, string)[])[("z", "{\"kind\": \"User\", \"name\": \"carol\"}"), ("m", "{\"kind\": \"Group\", \"name\": \"guests\"}"), ("n", "{\"kind\": \"User\", \"name\": \"carol\"}")])
        {
            cluster.Add("rbac.authorization.k8s.io/rolebindings", $$"""
                {"metadata": {"name": "{{name}}", "namespace": "ns"}, "roleRef": {"kind": "ClusterRole", "name": "all"}, "subjects": [{{subject}}]}
                """);
        }

        var decision = cluster.Context.Authorizer.Authorize(Ask("carol", "get") with { User = FakeCluster.User("carol", "guests") });
        Assert.Equal("RBAC: allowed by RoleBinding \"m/ns\" of ClusterRole \"all\" to Group \"guests\"", decision.Reason);
    }

    [Fact]
    public void Masters_may_do_everything()
    {
        using var cluster = new FakeCluster();
        Assert.True(cluster.Context.Authorizer.Authorize(Ask("root", "get") with { User = FakeCluster.User("root", UserInfo.Masters) }).Allowed);
    }

    private static AuthorizationAttributes Ask(string user, string verb) => new(FakeCluster.User(user), verb, "", "v1", "configmaps", Namespace: "ns");
}
