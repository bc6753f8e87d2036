using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Tests.Controllers;

/// <summary>A cluster without a node, spoken to from inside.</summary>
public sealed class ControllerFixture : IAsyncLifetime
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30), Poll = TimeSpan.FromMilliseconds(20);
    private EmbeddedCluster _cluster = null!;
    private int _count;

    internal IClusterApi Api => _cluster.Context.Api;

    internal string AuthorityPem => _cluster.AuthorityPem;

    public async Task InitializeAsync() => _cluster = await EmbeddedCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    internal string NewName(string prefix) => $"{prefix}-{Interlocked.Increment(ref _count)}";

    /// <summary>A new namespace.</summary>
    internal string NewNamespace()
    {
        var name = NewName("ns");
        Api.Create(Api.Resource("namespaces"), "", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = name },
        });
        return name;
    }

    /// <summary>A new ConfigMap, owned by others.</summary>
    internal JsonObject ConfigMap(string ns, string name, params JsonObject[] owners) => ConfigMap(ns, name, block: true, owners);

    internal JsonObject ConfigMap(string ns, string name, bool block, params JsonObject[] owners) =>
        Api.Create(Api.Resource("configmaps"), ns, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["ownerReferences"] = new JsonArray([.. owners.Select(o => (JsonNode)new JsonObject
                {
                    ["apiVersion"] = o.Text("apiVersion"), ["kind"] = o.Text("kind"), ["name"] = o.Name(), ["uid"] = o.Uid(),
                    ["blockOwnerDeletion"] = block,
                })]),
            },
        });

    internal JsonObject? Get(string resource, string ns, string name) => Api.Get(Api.Resource(resource), ns, name);

    internal void Delete(JsonObject map, string policy) =>
        Api.Delete(Api.Resource("configmaps"), map.Namespace(), map.Name(), map.Uid(), propagationPolicy: policy);

    internal void SetFinalizers(JsonObject map, params string[] finalizers) =>
        Api.Modify(Api.Resource("configmaps"), map.Namespace(), map.Name(), current =>
        {
            current.Meta()["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]);
            return true;
        });

    internal Task GoneAsync(string resource, string ns, string name) => UntilAsync(() => Get(resource, ns, name) is null, $"{resource} {name} is still there");

    internal static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < LongestWait, otherwise);
            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }
    }
}
