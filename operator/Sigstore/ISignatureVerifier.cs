using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>Decides whether an artifact is signed as a policy demands.</summary>
public interface ISignatureVerifier
{
    /// <summary>
    /// Looks for signatures of this artifact beside it in its repository and judges them. The answer is one of three and is never
    /// an exception, except <see cref="OperationCanceledException"/> when the caller cancelled: what fails unexpectedly is
    /// <see cref="Verdict.CouldNotCheck"/>.
    /// </summary>
    Task<Verdict> VerifyAsync(ArtifactReference artifact, VerificationPolicy policy, CancellationToken cancellationToken);
}
