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
    public void Masters_may_do_everything()
    {
        using var cluster = new FakeCluster();
        Assert.True(cluster.Context.Authorizer.Authorize(Ask("root", "get") with { User = FakeCluster.User("root", UserInfo.Masters) }).Allowed);
    }

    private static AuthorizationAttributes Ask(string user, string verb) => new(FakeCluster.User(user), verb, "", "v1", "configmaps", Namespace: "ns");
}
