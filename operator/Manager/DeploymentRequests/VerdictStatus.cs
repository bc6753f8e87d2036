using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>What a request's status shows of a verdict. Pure.</summary>
internal static class VerdictStatus
{
    public static ArtifactStatus Of(ArtifactStatus artifact, Verdict.Verified verified, VerificationPolicy policy) => artifact with
    {
        Signers = [.. verified.Signatures.Select(Signer)],
        Attestations = [.. verified.Attestations.Select(Satisfied)],
        VerifiedAt = artifact.VerifiedAt ?? verified.VerifiedAt,
        PolicyHash = "sha256:" + policy.Hash,
    };

    /// <summary>The requirement that is not fulfilled, where it is one.</summary>
    public static ArtifactStatus Of(ArtifactStatus artifact, Verdict.Refused refused) => refused.Requirement is not { } name ? artifact : artifact with
    {
        Attestations = [new() { Name = name, State = State(refused.Reason), Message = refused.Message }],
    };

    /// <summary>What was demanded and could not be looked at.</summary>
    public static ArtifactStatus Of(ArtifactStatus artifact, Verdict.CouldNotCheck unknown, VerificationPolicy policy) => artifact with
    {
        Attestations = [.. policy.Attestations.Select(demanded => new AttestationStatus { Name = demanded.Name, State = AttestationState.Unchecked, Message = unknown.Message })],
    };

    public static string Sentence(Verdict.Verified verified)
    {
        var signed = $"Signed by {string.Join(" and ", verified.Signatures.Select(signature => $"{signature.Authority} ({signature.Signer.Name})"))}";
        var attested = verified.Attestations.Count == 0 ? "" : $"; attested: {string.Join(", ", verified.Attestations.Select(attestation => attestation.Requirement))}";
        return signed + attested + ".";
    }

    private static SignerStatus Signer(AuthorityEvidence evidence) => new()
    {
        Authority = evidence.Authority,
        Identity = evidence.Signer.Subject ?? evidence.Signer.Name,
        Issuer = evidence.Signer.Issuer,
        SignedAt = evidence.Signer.SignedAt,
        LogIndex = evidence.Signer.Logs.Count > 0 ? evidence.Signer.Logs[0].Index : null,
    };

    private static AttestationStatus Satisfied(AttestationEvidence evidence) => new()
    {
        Name = evidence.Requirement,
        State = AttestationState.Satisfied,
        Authority = evidence.By.Authority,
        SignedAt = evidence.By.Signer.SignedAt,
        Digest = evidence.By.Source,
    };

    private static AttestationState State(RefusalReason reason) => reason switch
    {
        RefusalReason.AttestationMissing or RefusalReason.TooManySignatures => AttestationState.Missing,
        RefusalReason.AttestationStale or RefusalReason.AttestationUndated => AttestationState.Stale,
        RefusalReason.AttestationUntrusted => AttestationState.WronglySigned,
        _ => AttestationState.Violated,
    };
}
