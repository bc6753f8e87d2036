namespace SegmentOperator.Sigstore;

/// <summary>The verifier's core: decides, from what was found, by a policy. Pure: the same input has the same verdict.</summary>
public static class PolicyVerifier
{
    /// <summary>Judges an artifact.</summary>
    /// <param name="artifact">What is verified.</param>
    /// <param name="findings">What was found beside it.</param>
    /// <param name="policy">Whose signatures and which attestations it needs.</param>
    /// <param name="now">The time, for what must be recent and for what nothing else dates.</param>
    /// <param name="name">What messages call the artifact; null for its digest.</param>
    /// <returns>
    /// <see cref="Verdict.CouldNotCheck"/> only if what was not seen, or a root that was not to be had, could change the verdict.
    /// </returns>
    public static Verdict Verify(SubjectArtifact artifact, Findings findings, VerificationPolicy policy, DateTimeOffset now, string? name = null)
    {
        var judge = new SignatureJudge(artifact, findings, policy, now, name ?? artifact.ToString());
        var verdict = judge.Decide();
        if (verdict is not Verdict.Verified verified || !policy.NeedsAttestations) return verdict;
        var attested = new AttestationJudge(artifact, findings, policy, now, name ?? artifact.ToString());
        return attested.Decide(verified);
    }

    /// <summary>Judges one signature or attestation, of whatever predicate type, for one authority: what a client does with a
    /// bundle and a file.</summary>
    /// <param name="artifact">What is verified.</param>
    /// <param name="material">The signature.</param>
    /// <param name="authority">Who must have made it.</param>
    /// <param name="now">The time.</param>
    /// <param name="name">What messages call the artifact; null for its digest.</param>
    public static Verdict Verify(SubjectArtifact artifact, SignatureMaterial material, Authority authority, DateTimeOffset now, string? name = null)
    {
        var shown = name ?? artifact.ToString();
        return authority.Judge(material, artifact, now) switch
        {
            Finding.Good good => new Verdict.Verified(shown, [new AuthorityEvidence(authority.Name, material.Format, material.Source, good.Signer)], now),
            Finding.NotTheirs other => new Verdict.Refused(RefusalReason.NoTrustedSignature, Messages.Limit($"the signature of {shown} is not by '{authority.Name}': {other.Why}")),
            Finding.Bad bad => new Verdict.Refused(bad.Refusal.Reason, Messages.Limit($"the signature of {shown} does not count: {bad.Refusal.Why}")),
            Finding.Unknown unknown => new Verdict.CouldNotCheck(Messages.Limit($"the signature of {shown} could not be checked: {unknown.Message}"), unknown.RetryAfter),
            _ => throw new InvalidOperationException("A finding is one of four."),
        };
    }
}
