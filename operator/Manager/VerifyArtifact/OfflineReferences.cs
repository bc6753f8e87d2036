using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Artifacts;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary>What a policy file refers to when no cluster is named.</summary>
internal sealed class OfflineReferences : IReferences
{
    public Task<Referenced> ReadAsync(ReferenceKind kind, KeyReference reference, CancellationToken cancellationToken) =>
        Task.FromResult(new Referenced(null, $"the {kind} {reference.Name} is in a cluster; name the cluster with --kubeconfig, or write its entry {reference.Key} into the policy"));
}
