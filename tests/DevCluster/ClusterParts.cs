using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission;
using SegmentOperator.DevCluster.Controllers;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Node;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Custom;
using SegmentOperator.DevCluster.Resources.Discovery;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster;

/// <summary>Puts the rooms together.</summary>
internal sealed record ClusterParts(ClusterContext Context, RequestPipeline Pipeline, IReadOnlyList<IClusterController> Controllers)
{
    private static readonly string[] Namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public static ClusterParts Build(DevClusterOptions options, IFaults faults, CancellationToken stopping)
    {
        var seed = options.Seed ?? BitConverter.ToInt32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
        var catalog = new ResourceCatalog();
        var cluster = new ClusterContext(options, new IdSource(seed), new Certificates(options.Time.GetUtcNow()))
        {
            Store = new MemoryStore(options.WatchHistory, options.Time),
            Resources = catalog,
            Faults = faults,
            Stopping = stopping,
        };
        cluster.Authenticator = SecurityRoom.CreateAuthenticator(cluster);
        cluster.Authorizer = SecurityRoom.CreateAuthorizer(cluster);
        var engine = new ObjectEngine(cluster, AdmissionRoom.CreateChain(cluster));
        cluster.Api = new ClusterApi(cluster, engine);
        List<IClusterController> controllers = [new DefinitionController(cluster, catalog), new Compactor(cluster), .. ControllerRoom.Create(cluster)];
        IPodLogs? logs = null;
        if (options.NodeEnabled && NodeRoom.Create(cluster) is { } node)
        {
            controllers.Add(node.Agent);
            logs = node.Logs;
        }
        return new ClusterParts(cluster, CreatePipeline(cluster, engine, logs), controllers);
    }

    /// <summary>What is there before anybody asks: namespaces, default roles.</summary>
    public void Populate()
    {
        var namespaces = Context.Api.Resource("namespaces");
        foreach (var name in Namespaces)
            Context.Api.Create(namespaces, "", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        SecurityRoom.Bootstrap(Context);
    }

    private static RequestPipeline CreatePipeline(ClusterContext cluster, ObjectEngine engine, IPodLogs? logs)
    {
        var handlers = SecurityRoom.CreateHandlers(cluster);
        var reads = new Reads(cluster);
        var writes = new Writes(engine, reads, new Patches(engine, cluster.Store), handlers);
        var paths = new ServerPaths(cluster, new DiscoveryDocuments(cluster.Resources), new OpenApiDocuments(cluster.Resources),
            SecurityRoom.CreateTokenIssuer(cluster));
        var subresources = new Subresources(cluster, engine, reads, writes, handlers, logs);
        return new RequestPipeline(cluster, SecurityRoom.CreateImpersonation(cluster), paths, reads, writes, subresources);
    }
}
