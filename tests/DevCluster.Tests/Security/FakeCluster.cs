using System.Text.Json.Nodes;
using Moq;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Security.Rbac;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Tests.Security;

/// <summary>A context with a store in a dictionary: what security and admission read.</summary>
internal sealed class FakeCluster : IDisposable
{
    private readonly SortedDictionary<(string Key, string Namespace, string Name), StoredObject> _objects = [];

    public FakeCluster(TimeProvider? time = null)
    {
        Certificates = new Certificates((time ?? TimeProvider.System).GetUtcNow());
        Context = new ClusterContext(new DevClusterOptions { Time = time ?? TimeProvider.System, Users = [new DevClusterUser("alice", "secret", "u-alice", ["developers"])] },
            new IdSource(1), Certificates)
        {
            Address = new Uri("https://127.0.0.1:1234/"),
        };
        var store = new Mock<IStore>();
        store.Setup(s => s.Get(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<string>()))
            .Returns((string key, string ns, string name) => _objects.GetValueOrDefault((key, ns, name)));
        store.Setup(s => s.List(It.IsAny<string>(), It.IsAny<string?>(), null))
            .Returns((string key, string? ns, long? _) => new StoreSnapshot(1, [.. _objects.Where(o => o.Key.Key == key && (ns is null || o.Key.Namespace == ns)).Select(o => o.Value)]));
        Context.Store = store.Object;
        Context.Authorizer = new RbacAuthorizer(new RuleResolver(Context));
    }

    public ClusterContext Context { get; }

    public Certificates Certificates { get; }

    public JsonObject Add(string key, string json)
    {
        var value = (JsonObject)JsonNode.Parse(json)!;
        _objects[(key, value.Namespace(), value.Name())] = new StoredObject(value.Namespace(), value.Name(), 1, value);
        return value;
    }

    public void Remove(string key, string ns, string name) => _objects.Remove((key, ns, name));

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
