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
        Provenance = verified.Attestations.LastOrDefault(attestation => attestation.Build is not null) is { } built ? Provenance(built) : null,
        VerifiedAt = artifact.VerifiedAt ?? verified.VerifiedAt,
        PolicyHash = "sha256:" + policy.Hash,
    };

    /// <summary>What was demanded, fulfilled or not, where it is an attestation that is not.</summary>
    public static ArtifactStatus Of(ArtifactStatus artifact, Verdict.Refused refused) => refused.Unfulfilled.Count == 0 ? artifact : artifact with
    {
        Attestations =
        [
            .. refused.Unfulfilled.Select(problem => new AttestationStatus { Name = problem.Requirement, State = State(problem.Reason), Message = problem.Message }),
            .. refused.Attestations.Select(Satisfied),
        ],
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

    private static ProvenanceStatus Provenance(AttestationEvidence evidence) => new()
    {
        Repository = Cut(evidence.Build!.Repository, 512),
        Revision = Cut(evidence.Build.Revision, 256),
        Ref = Cut(evidence.Build.Ref, 256),
        Builder = Cut(evidence.Build.Builder, 512),
        SignedBy = Cut(evidence.By.Signer.Subject ?? evidence.By.Signer.Name, 512),
    };

    /// <summary>What is too long for the status cannot be compared with anything a person writes, and is not shown as if it could.</summary>
    private static string? Cut(string? text, int longest) => text?.Length <= longest ? text : null;

    private static AttestationState State(RefusalReason reason) => reason switch
    {
        RefusalReason.AttestationMissing or RefusalReason.TooManySignatures => AttestationState.Missing,
        RefusalReason.AttestationStale or RefusalReason.AttestationUndated => AttestationState.Stale,
        RefusalReason.AttestationUntrusted => AttestationState.WronglySigned,
        _ => AttestationState.Violated,
    };
}
