using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node;
using SegmentOperator.DevCluster.Node.Remote;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>
/// A cluster that is there already, and is for tests alone. The world's people are impersonated by its administrator: no cluster signs
/// certificates with a uid in them, and some sign none. The world's registry and org listen on this machine's loopback, which only the
/// world's own node reaches: it joins, and the cluster's own nodes must be cordoned.
/// </summary>
internal sealed class GivenCluster : StageCluster
{
    private readonly string _node;
    private readonly Kubeconfig _kubeconfig;
    private readonly KubernetesClient _admin;
    private readonly HttpClient _http;
    private readonly RemoteNode _remote;

    private GivenCluster(Kubeconfig kubeconfig, ClusterConfiguration configuration, HttpClient http, NodeOptions node, WorldOptions options)
    {
        (_kubeconfig, _node, _http, Address) = (kubeconfig, node.Name, http, configuration.Server);
        AuthorityPem = string.Concat(configuration.CertificateAuthorities?.Select(certificate => certificate.ExportCertificatePem() + "\n") ?? []);
        _admin = new KubernetesClient(configuration, TimeProvider.System);
        _remote = RemoteNode.Start(_http, node, options.Log);
    }

    public override Uri Address { get; }

    public override string AuthorityPem { get; }

    public override string AdminKubeconfig => _kubeconfig.Text;

    public override DevClusterNode? Node => _remote.Node;

    public static async Task<StageCluster> ConnectAsync(string path, NodeOptions node, WorldOptions options, CancellationToken cancellationToken)
    {
        var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = path }, TimeProvider.System);
        using var probe = new KubernetesClient(configuration, TimeProvider.System);
        using var answer = await probe.SendAsync(HttpMethod.Get, "api/v1/nodes", null, cancellationToken);
        var nodes = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!["items"]!.AsArray();
        if (nodes.FirstOrDefault(item => (string?)item!["metadata"]!["name"] != node.Name && (bool?)item["spec"]!["unschedulable"] != true) is { } open)
            throw new InvalidOperationException($"The node {open["metadata"]!["name"]} takes pods, and from there they do not reach this machine's registry and org: kubectl cordon it for the time of the tests.");
        return new GivenCluster(Kubeconfig.Read(path), configuration, await AdminHandler.ClientAsync(configuration, cancellationToken), node, options);
    }

    public override string KubeconfigFor(string user) => _kubeconfig.As(WorldUsers.All.Single(known => known.Name == user));

    public override async ValueTask DisposeAsync()
    {
        await _remote.DisposeAsync();
        await _admin.DeletePathAsync($"api/v1/nodes/{_node}");
        await _admin.DeletePathAsync($"apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{_node}");
        _http.Dispose();
        _admin.Dispose();
    }
}
