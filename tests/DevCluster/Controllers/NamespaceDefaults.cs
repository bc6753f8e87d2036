using System.Text.Json.Nodes;
using System.Threading.Channels;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Controllers;

/// <summary>
/// Keeps what every cluster and every namespace begins with: the four system namespaces, the ServiceAccount <c>default</c>, the
/// ConfigMap <c>kube-root-ca.crt</c>.
/// </summary>
internal sealed class NamespaceDefaults(ClusterContext cluster) : IClusterController
{
    private static readonly string[] SystemNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    public async Task RunAsync(CancellationToken cancellation)
    {
        // Before the first await, so that they are there when the start returns.
        foreach (var name in SystemNamespaces)
        {
            if (cluster.Api.Get(cluster.Api.Resource("namespaces"), "", name) is null)
                cluster.Api.Create(cluster.Api.Resource("namespaces"), "", Named(name, "Namespace"));
            Ensure(name);
        }

        var namespaces = Channel.CreateUnbounded<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] watches =
        [
            WatchAsync("namespaces", e => e.Type == StoreEventType.Added ? e.Object.Name : null, namespaces.Writer, stop.Token),
            WatchAsync("serviceaccounts", Lost, namespaces.Writer, stop.Token),
            WatchAsync("configmaps", Lost, namespaces.Writer, stop.Token),
            EnsureAsync(namespaces.Reader, stop.Token),
        ];
        try
        {
            await Task.WhenAny(watches).Unwrap();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(watches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string? Lost(StoreEvent change) => change.Type != StoreEventType.Added && change.Object.Name is "default" or "kube-root-ca.crt"
        ? change.Object.Namespace
        : null;

    private async Task WatchAsync(
        string resource, Func<StoreEvent, string?> affected, ChannelWriter<string> namespaces, CancellationToken cancellation)
    {
        await foreach (var change in cluster.Api.WatchAsync(cluster.Api.Resource(resource), cancellation))
        {
            if (affected(change) is { } name)
                namespaces.TryWrite(name);
        }
    }

    private async Task EnsureAsync(ChannelReader<string> namespaces, CancellationToken cancellation)
    {
        await foreach (var name in namespaces.ReadAllAsync(cancellation))
            Ensure(name);
    }

    private void Ensure(string ns)
    {
        var current = cluster.Api.Get(cluster.Api.Resource("namespaces"), "", ns);
        if (current is null || current.IsDeleting())
            return;
        var authority = new JsonObject { ["ca.crt"] = cluster.Certificates.AuthorityPem };
        var map = Named("kube-root-ca.crt", "ConfigMap");
        map.Meta()["annotations"] = new JsonObject
        {
            ["kubernetes.io/description"] =
                "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal " +
                "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
        };
        map["data"] = authority;
        Create("serviceaccounts", ns, Named("default", "ServiceAccount"));
        if (Create("configmaps", ns, map))
            return;
        cluster.Api.Modify(cluster.Api.Resource("configmaps"), ns, "kube-root-ca.crt", existing =>
        {
            if (JsonNode.DeepEquals(existing["data"], authority))
                return false;
            existing["data"] = authority.DeepClone();
            return true;
        });
    }

    private bool Create(string resource, string ns, JsonObject value)
    {
        try
        {
            if (cluster.Api.Get(cluster.Api.Resource(resource), ns, value.Name()) is not null)
                return false;
            cluster.Api.Create(cluster.Api.Resource(resource), ns, value);
            return true;
        }
        catch (ApiException e) when (e.Code is 403 or 404 or 409)
        {
            // The namespace is being deleted, or somebody was quicker.
            return true;
        }
    }

    private static JsonObject Named(string name, string kind) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name },
    };
}
