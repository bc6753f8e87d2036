using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Security.Rbac;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Tests.Security;

/// <summary>A context with a store: what security and admission read.</summary>
internal sealed class FakeCluster : IDisposable
{
    public FakeCluster(TimeProvider? time = null)
    {
        Certificates = new Certificates((time ?? TimeProvider.System).GetUtcNow());
        Context = new ClusterContext(new DevClusterOptions { Time = time ?? TimeProvider.System, Users = [new DevClusterUser("alice", "secret", "u-alice", ["developers"])] },
            new IdSource(1), Certificates)
        {
            Address = new Uri("https://127.0.0.1:1234/"),
        };
        Context.Store = new MemoryStore(100, time ?? TimeProvider.System);
        Context.Authorizer = new RbacAuthorizer(new RuleResolver(Context));
    }

    public ClusterContext Context { get; }

    public Certificates Certificates { get; }

    public JsonObject Add(string key, string json)
    {
        var value = (JsonObject)JsonNode.Parse(json)!;
        Remove(key, value.Namespace(), value.Name());
        return Context.Store.Create(key, value.Namespace(), value.Name(), value)!.Value;
    }

    public void Remove(string key, string ns, string name)
    {
        if (Context.Store.Get(key, ns, name) is { } stored)
            Context.Store.Delete(key, ns, name, stored.Revision);
    }

    public void Grant(string user, string ns, string role)
    {
        Add("rbac.authorization.k8s.io/roles", $$"""{"metadata": {"name": "r-{{user}}", "namespace": "{{ns}}"}, "rules": [{{role}}]}""");
        Add("rbac.authorization.k8s.io/rolebindings", $$"""
            {"metadata": {"name": "b-{{user}}", "namespace": "{{ns}}"}, "roleRef": {"kind": "Role", "name": "r-{{user}}"}, "subjects": [{"kind": "User", "name": "{{user}}"}]}
            """);
    }

    public static UserInfo User(string name, params string[] groups) => new(name, "", [.. groups, "system:authenticated"], UserInfo.NoExtra);

    public void Dispose() => Certificates.Dispose();
}
