using SegmentOperator.DevCluster;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.DevCluster.Node;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Stage;

/// <summary>
/// The Kubernetes API of a world: DevCluster; or, where KUBEBUILDER_ASSETS names its programs, a real control plane of the world's own; or,
/// where STAGE_KUBECONFIG names one (make e2e), a cluster that is there already.
/// </summary>
public abstract class StageCluster : IAsyncDisposable
{
    /// <summary>The kubeconfig of the cluster that is there already; null when there is none.</summary>
    public static string? Given => Environment.GetEnvironmentVariable("STAGE_KUBECONFIG") is { Length: > 0 } path ? path : null;

    /// <summary>Whether worlds are on DevCluster, which can let calls go wrong and serves the logs of its node.</summary>
    public static bool IsDevCluster => Given is null && ControlPlane.Assets is null;

    /// <summary>Where the API listens.</summary>
    public abstract Uri Address { get; }

    /// <summary>The certificates that it is trusted by, PEM.</summary>
    public abstract string AuthorityPem { get; }

    /// <summary>The administrator's kubeconfig.</summary>
    public abstract string AdminKubeconfig { get; }

    /// <summary>The node, where there is one that a test may command.</summary>
    public abstract DevClusterNode? Node { get; }

    /// <summary>What is to go wrong.</summary>
    /// <exception cref="NotSupportedException">A real server does not let itself be told.</exception>
    public virtual FaultRules Faults => throw new NotSupportedException("Only DevCluster lets calls go wrong; run this without KUBEBUILDER_ASSETS and KUBECONFIG.");

    /// <summary>The kubeconfig of one of <see cref="WorldUsers.All"/>.</summary>
    public abstract string KubeconfigFor(string user);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    internal static async Task<StageCluster> StartAsync(WorldOptions options, CancellationToken cancellationToken)
    {
        var node = new NodeOptions { Images = new Dictionary<string, string>(StringComparer.Ordinal) { ["segment-runner"] = Checkout.Output("operator/Runner") } };
        if (Given is { } kubeconfig)
            return await GivenCluster.ConnectAsync(kubeconfig, node, options, cancellationToken);
        if (ControlPlane.Assets is not null)
            return await OwnControlPlane.StartAsync(node, options, cancellationToken);
        return new Embedded(await EmbeddedCluster.StartAsync(
            new DevClusterOptions { Port = options.Port, Seed = options.Seed, NodeEnabled = true, Node = node, Users = WorldUsers.All, Log = options.Log },
            cancellationToken));
    }

    private sealed class Embedded(EmbeddedCluster cluster) : StageCluster
    {
        public override Uri Address => cluster.Address;

        public override string AuthorityPem => cluster.AuthorityPem;

        public override string AdminKubeconfig => cluster.AdminKubeconfig;

        public override DevClusterNode? Node => cluster.Node;

        public override FaultRules Faults => cluster.Faults;

        public override string KubeconfigFor(string user) => cluster.KubeconfigFor(user);

        public override ValueTask DisposeAsync() => cluster.DisposeAsync();
    }
}
