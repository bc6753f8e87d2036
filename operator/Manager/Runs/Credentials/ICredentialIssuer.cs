using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.RunContract;

namespace SegmentOperator.Manager.Runs.Credentials;

/// <summary>Issues and revokes the credentials of one kind of target.</summary>
internal interface ICredentialIssuer
{
    /// <summary>The credential is bound to the run's pod, so that the pod must exist first; it waits for its Secret meanwhile.</summary>
    bool NeedsPod { get; }

    /// <summary>Whether this issuer serves the target with this key (<see cref="Segments.SegmentFacts.TargetKey"/>).</summary>
    bool Serves(string targetKey);

    /// <summary>Makes what the run's pod refers to and cannot be created without; repeating it is harmless.</summary>
    /// <returns>The name of the pod's ServiceAccount.</returns>
    /// <exception cref="CredentialException">It could not be made; says whether trying again can help.</exception>
    Task<string> PrepareAsync(Segment segment, RunName run, CancellationToken cancellationToken);

    /// <summary>Issues a credential for one run.</summary>
    /// <exception cref="CredentialException">It could not be had; says whether trying again can help.</exception>
    Task<IssuedRun> IssueAsync(Segment segment, DeploymentRequest request, RunName run, Pod? pod, CancellationToken cancellationToken);

    /// <summary>Takes the rights of a run back, whether or not it came as far as a credential; repeating it is harmless.</summary>
    /// <exception cref="CredentialException">It could not be confirmed.</exception>
    Task RevokeAsync(RunName run, HandedOver? handedOver, CancellationToken cancellationToken);
}

/// <summary>A credential, and the target that it opens, as the runner is told.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Target">The runner's target.</param>
/// <param name="TargetCa">PEM certificates that the target is trusted by besides the system's; null for none.</param>
internal sealed record IssuedRun(RunCredential Credential, RunTarget Target, string? TargetCa);
