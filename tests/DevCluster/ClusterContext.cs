using SegmentOperator.DevCluster.Faults;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster;

/// <summary>
/// What the rooms share. The parts are made in the order they are declared here; a part may use a later one only once
/// the server runs.
/// </summary>
internal sealed class ClusterContext(DevClusterOptions options, IdSource ids, Certificates certificates)
{
    public DevClusterOptions Options { get; } = options;

    public TimeProvider Time => Options.Time;

    public IdSource Ids { get; } = ids;

    public Certificates Certificates { get; } = certificates;

    public IStore Store { get; internal set; } = null!;

    public IResourceCatalog Resources { get; internal set; } = null!;

    public IAuthenticator Authenticator { get; internal set; } = null!;

    public IAuthorizer Authorizer { get; internal set; } = null!;

    public IClusterApi Api { get; internal set; } = null!;

    public IFaults Faults { get; internal set; } = null!;

    /// <summary>The node once <see cref="Node.NodeRoom"/> made it; null without one.</summary>
    public Node.DevClusterNode? Node { get; internal set; }

    /// <summary>The base address once listening, also the issuer of service account tokens' <c>iss</c> by default.</summary>
    public Uri Address { get; internal set; } = null!;

    /// <summary>Cancelled when the cluster ends.</summary>
    public CancellationToken Stopping { get; internal set; }

    public void Log(string line) => Options.Log?.Invoke(line);
}
