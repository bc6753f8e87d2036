using SegmentOperator.DevCluster.Node;
using SegmentOperator.DevCluster.Node.Remote;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Stage;

/// <summary>A real kube-apiserver of the world's own, with real users, the controller manager where it is at hand, and DevCluster's node.</summary>
internal sealed class OwnControlPlane : StageCluster
{
    private readonly ControlPlane _plane;
    private readonly HttpClient _admin;
    private readonly RemoteNode _node;

    private OwnControlPlane(ControlPlane plane, NodeOptions node, WorldOptions options)
    {
        (_plane, _admin) = (plane, plane.CreateClient());
        AuthorityPem = File.ReadAllText(plane.CaFile);
        AdminKubeconfig = File.ReadAllText(plane.AdminKubeconfig);
        _node = RemoteNode.Start(_admin, node, options.Log);
    }

    public override Uri Address => _plane.Address;

    public override string AuthorityPem { get; }

    public override string AdminKubeconfig { get; }

    public override DevClusterNode? Node => _node.Node;

    public static async Task<StageCluster> StartAsync(NodeOptions node, WorldOptions options, CancellationToken cancellationToken)
    {
        var users = WorldUsers.All.Select(user => $"{user.Token},{user.Name},{user.Uid},\"{string.Join(',', user.Groups)}\"");
        var manager = File.Exists(Path.Combine(ControlPlane.Assets!, "kube-controller-manager"));
        if (!manager)
            throw new InvalidOperationException("The end-to-end tests need namespace deletion and garbage collection: put kube-controller-manager beside kube-apiserver in the folder of KUBEBUILDER_ASSETS.");
        return new OwnControlPlane(await ControlPlane.StartAsync(users, controllerManager: true, cancellationToken), node, options);
    }

    public override string KubeconfigFor(string user) =>
        WorldManifests.TokenKubeconfig(Address, AuthorityPem, WorldUsers.All.Single(known => known.Name == user).Token);

    public override async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _admin.Dispose();
        await _plane.DisposeAsync();
    }
}
