using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster.Tests.Security;

public sealed class ImpersonationTests
{
    private static readonly UserInfo Admin = FakeCluster.User("admin", UserInfo.Masters);

    [Fact]
    public void Without_headers_everybody_is_themselves()
    {
        using var cluster = new FakeCluster();
        Assert.Same(Admin, Apply(cluster, Admin));
    }

    [Fact]
    public void Groups_uid_and_extra_are_taken_over()
    {
        using var cluster = new FakeCluster();
        var user = Apply(cluster, Admin, ("Impersonate-User", "jane"), ("Impersonate-Group", "a"), ("Impersonate-Uid", "42"), ("Impersonate-Extra-Example.com%2fkey", "z"));
        Assert.Equal(("jane", "42"), (user.Username, user.Uid));
        Assert.Equal(["a", "system:authenticated"], user.Groups);
        Assert.Equal(["z"], user.Extra["example.com/key"]);
    }

    [Fact]
    public void A_service_account_gets_its_groups()
    {
        using var cluster = new FakeCluster();
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated"],
            Apply(cluster, Admin, ("Impersonate-User", "system:serviceaccount:ns:default")).Groups);
    }

    [Fact]
    public void A_group_without_a_user_is_a_bad_request()
    {
        using var cluster = new FakeCluster();
        var refusal = Assert.Throws<ApiException>(() => Apply(cluster, Admin, ("Impersonate-Group", "only")));
        Assert.Equal("requested &user.DefaultInfo{Name:\"\", UID:\"\", Groups:[]string{\"only\"}, Extra:map[string][]string(nil)} without impersonating a user name", refusal.Message);
    }

    [Fact]
    public void Who_may_not_is_refused_for_the_request_at_hand()
    {
        using var cluster = new FakeCluster();
        var refusal = Assert.Throws<ApiException>(() => Apply(cluster, FakeCluster.User("alice"), ("Impersonate-User", "jane")));
        Assert.Equal("configmaps is forbidden: User \"alice\" cannot impersonate-on:user-info:list resource \"configmaps\" in API group \"\" in the namespace \"ns\"", refusal.Message);
    }

    [Fact]
    public void The_verb_impersonate_covers_named_users_only()
    {
        using var cluster = new FakeCluster();
        cluster.Add("rbac.authorization.k8s.io/clusterroles", """{"metadata": {"name": "i"}, "rules": [{"verbs": ["impersonate"], "apiGroups": [""], "resources": ["users"], "resourceNames": ["jane"]}]}""");
        cluster.Add("rbac.authorization.k8s.io/clusterrolebindings", """{"metadata": {"name": "i"}, "roleRef": {"kind": "ClusterRole", "name": "i"}, "subjects": [{"kind": "User", "name": "carol"}]}""");
        var impersonation = new Impersonation(cluster.Context.Authorizer);
        var carol = FakeCluster.User("carol");
        Assert.Equal("jane", impersonation.Apply(carol, Headers(("Impersonate-User", "jane")), Ask(carol)).Username);
        var refusal = Assert.Throws<ApiException>(() => impersonation.Apply(carol, Headers(("Impersonate-User", "john")), Ask(carol)));
        Assert.Equal("users \"john\" is forbidden: User \"carol\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope", refusal.Message);
    }

    private static UserInfo Apply(FakeCluster cluster, UserInfo requestor, params (string Name, string Value)[] headers) =>
        new Impersonation(cluster.Context.Authorizer).Apply(requestor, Headers(headers), Ask(requestor));

    private static AuthorizationAttributes Ask(UserInfo user) => new(user, "list", "", "v1", "configmaps", Namespace: "ns");

    private static HeaderDictionary Headers(params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
            dictionary.Append(name, value);
        return dictionary;
    }
}
