using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>Decides, from what was found, by the policy. Pure: the same input has the same verdict.</summary>
internal static class Judge
{
    private const int MostDetails = 3;

    /// <summary>The verdict. It is <see cref="Verdict.CouldNotCheck"/> only if what was not seen could change it.</summary>
    public static Verdict Decide(ArtifactReference artifact, VerificationPolicy policy, Findings findings, DateTimeOffset now)
    {
        var signed = new List<AuthorityEvidence>();
        var moved = new List<string>();
        foreach (var authority in policy.Authorities)
        {
            var (evidence, elsewhere) = Find(authority, artifact.Digest, findings.Candidates);
            if (evidence is not null) signed.Add(evidence);
            else if (elsewhere) moved.Add(authority.Name);
        }

        if (signed.Count >= policy.Require) return new Verdict.Verified(artifact, signed, now);
        return findings.Failure is { } failure ? failure : Refuse(artifact, policy, findings, signed, moved);
    }

    private static (AuthorityEvidence? Evidence, bool Elsewhere) Find(
        Authority authority, Digest digest, IReadOnlyList<SignatureCandidate> candidates)
    {
        var elsewhere = false;
        foreach (var candidate in candidates)
        {
            if (authority.Recognize(candidate) is not { } signer) continue;
            if (candidate.IsAbout(digest))
                return (new AuthorityEvidence(authority.Name, candidate.Format, candidate.Manifest, signer), false);
            elsewhere = true;
        }

        return (null, elsewhere);
    }

    private static Verdict.Refused Refuse(
        ArtifactReference artifact, VerificationPolicy policy, Findings findings, List<AuthorityEvidence> signed, List<string> moved)
    {
        var wanted = $"{policy.Require} of {Names(policy.Authorities.Select(a => a.Name))}";
        if (findings.Truncated)
            return Refused(RefusalReason.TooManySignatures,
                $"{artifact} has more signatures than are looked at, and those do not suffice; remove old ones");
        if (moved.Count > 0)
            return Refused(RefusalReason.WrongSubject,
                $"{artifact} carries a signature by {Names(moved)} that is about something else: it was not made for this artifact");
        if (signed.Count > 0)
            return Refused(RefusalReason.TooFewAuthorities,
                $"{artifact} is signed by {Names(signed.Select(s => s.Authority))} only; the policy wants {wanted}");
        if (findings.Candidates.Count > 0)
            return Refused(RefusalReason.NoTrustedSignature,
                $"{artifact} has {Count(findings.Candidates.Count, "signature")}, none by the key of "
                + Names(policy.Authorities.Select(a => a.Name)));
        if (findings.Malformed.Count > 0)
            return Refused(RefusalReason.InvalidSignature,
                $"{artifact} carries no usable signature: {string.Join("; ", findings.Malformed.Take(MostDetails))}");
        var attested = findings.Attestations > 0 ? $"; {Count(findings.Attestations, "attestation")} beside it do not sign it" : "";
        return Refused(RefusalReason.NotSigned, $"{artifact} is not signed{attested}; the policy wants {wanted}");
    }

    private static Verdict.Refused Refused(RefusalReason reason, string message) => new(reason, Messages.Limit(message));

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
