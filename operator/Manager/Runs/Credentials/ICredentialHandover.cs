using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Runs.Credentials;

/// <summary>
/// How a run's pod gets its input and its credential. Today a Secret; a later version lets the pod fetch it with its own bound
/// token, so that it never rests in etcd.
/// </summary>
internal interface ICredentialHandover
{
    /// <summary>What was handed over for this run; null when nothing was, or it was withdrawn.</summary>
    Task<HandedOver?> FindAsync(RunName run, CancellationToken cancellationToken);

    /// <summary>Hands over.</summary>
    /// <returns>False when something was handed over for this run before: the run uses that, and these files are not kept.</returns>
    Task<bool> HandOverAsync(RunName run, string segment, IReadOnlyDictionary<string, byte[]> files, RunCredential credential, CancellationToken cancellationToken);

    /// <summary>Ties what was handed over to the pod, so that it goes when the pod does, whatever happens to the operator.</summary>
    Task TieAsync(RunName run, Pod pod, CancellationToken cancellationToken);

    /// <summary>Takes back what was handed over.</summary>
    Task WithdrawAsync(RunName run, CancellationToken cancellationToken);
}

/// <summary>Where a run lives; pod and hand-over have the same name.</summary>
internal sealed record RunName(string Namespace, string Name, string RequestUid);

/// <summary>What a run was given.</summary>
/// <param name="AccessToken">The credential; null when the files hold none.</param>
/// <param name="RevokeAt">The org that issued it, which is where it is revoked; null for credentials that die with the pod.</param>
/// <param name="AuthoritiesPem">What that org is trusted by besides the system's certificates.</param>
internal sealed record HandedOver(string? AccessToken, Uri? RevokeAt, string? AuthoritiesPem = null)
{
    /// <summary>Whose rights the credential carries, and from when until when at the latest; null where that was not kept.</summary>
    public CredentialStatus? Record { get; init; }

    public override string ToString() => $"hand-over for {RevokeAt?.Host ?? "the cluster"}";
}
