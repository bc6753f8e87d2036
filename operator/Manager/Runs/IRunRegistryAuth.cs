using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Runs;

/// <summary>What a run may know of the operator's registry credentials: those of its artifact's registry, and no others.</summary>
internal interface IRunRegistryAuth
{
    /// <summary>A docker config.json with one registry in it; null for anonymous access.</summary>
    Task<byte[]?> FindAsync(Segment segment, string registry, CancellationToken cancellationToken);
}
