namespace SegmentOperator.Sigstore;

/// <summary>Decides whether the attestations suffice. One that satisfies a requirement is enough, whatever else is attached.</summary>
internal sealed class AttestationJudge(
    SubjectArtifact artifact, Findings findings, VerificationPolicy policy, DateTimeOffset now, string name)
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private readonly Dictionary<(SignatureMaterial, Authority), Finding> judged = [];

    public Verdict Decide(Verdict.Verified verified)
    {
        var evidence = new List<AttestationEvidence>();
        foreach (var requirement in policy.Attestations)
        {
            var verdict = Find(
                $"the attestation '{requirement.Name}'", type => type == requirement.PredicateType, requirement.Authorities, requirement.PredicateType,
                (material, signer) => Recent(requirement, signer) ?? Holds(requirement, material, signer), out var found);
            if (verdict is not null) return Named(verdict, requirement.Name);
            evidence.Add(new AttestationEvidence(requirement.Name, requirement.PredicateType, found!));
        }

        if (policy.Provenance is { } provenance)
        {
            SignatureMaterial? counted = null;
            var verdict = Find(
                "the provenance", Provenance.IsType, provenance.Authorities, $"{Provenance.Version1} or {Provenance.Version02}",
                (material, _) => (counted = material) is null ? null : Built(provenance, material), out var found);
            if (verdict is not null) return Named(verdict, ProvenanceRequirement.Name);
            evidence.Add(new AttestationEvidence(ProvenanceRequirement.Name, counted!.PredicateType!, found!));
        }

        return verified with { Attestations = evidence };
    }

    private static Verdict Named(Verdict verdict, string requirement) =>
        verdict is Verdict.Refused refused ? refused with { Requirement = requirement } : verdict;

    private Verdict? Find(
        string what, Func<string?, bool> type, IReadOnlyList<string> authorities, string types,
        Func<SignatureMaterial, SignerEvidence, Refusal?> accept, out AuthorityEvidence? found)
    {
        found = null;
        Refusal? nearest = null;
        Finding.Unknown? unknown = null;
        var seen = 0;
        foreach (var material in findings.Materials)
        {
            if (!material.IsAttestation || !type(material.PredicateType)) continue;
            seen++;
            foreach (var authority in policy.Authorities)
            {
                if (authorities.Count > 0 && !authorities.Contains(authority.Name, StringComparer.Ordinal)) continue;
                switch (Judge(material, authority))
                {
                    case Finding.Good good when accept(material, good.Signer) is { } refusal:
                        // An attestation that is trusted and does not suffice says more than one that is not trusted.
                        nearest = Rank(refusal.Reason) >= Rank(nearest?.Reason) ? refusal : nearest;
                        break;
                    case Finding.Good good:
                        found = new AuthorityEvidence(authority.Name, material.Format, material.Source, good.Signer);
                        return null;
                    case Finding.Bad bad:
                        nearest ??= new Refusal(RefusalReason.AttestationUntrusted, $"is by '{authority.Name}' and does not count: {bad.Refusal.Why}");
                        break;
                    case Finding.NotTheirs other:
                        nearest ??= new Refusal(RefusalReason.AttestationUntrusted, $"is not by {(authorities.Count == 0 ? "an authority of the policy" : Messages.Names(authorities))}: {other.Why}");
                        break;
                    case Finding.Unknown cannot:
                        unknown ??= cannot;
                        break;
                }
            }
        }

        if (findings.Failure is { } failure) return failure;
        if (unknown is not null) return new Verdict.CouldNotCheck(Messages.Limit($"{what} of {name} could not be checked: {unknown.Message}"), unknown.RetryAfter);
        if (nearest is not null) return new Verdict.Refused(nearest.Reason, Messages.Limit($"{what} of {name} {nearest.Why}"));
        return findings.Truncated && seen == 0
            ? new Verdict.Refused(RefusalReason.TooManySignatures, Messages.Limit($"{name} has more attached than is looked at, and {what} is not among that; remove old ones"))
            : new Verdict.Refused(RefusalReason.AttestationMissing, Messages.Limit($"{what} of {name} is not there: nothing of type {types} is attached"));
    }

    private Finding Judge(SignatureMaterial material, Authority authority)
    {
        if (!judged.TryGetValue((material, authority), out var finding))
            judged.Add((material, authority), finding = authority.Judge(material, artifact, now));
        return finding;
    }

    private static int Rank(RefusalReason? reason) => reason switch
    {
        null or RefusalReason.AttestationUntrusted => 0,
        RefusalReason.AttestationUndated => 1,
        RefusalReason.AttestationStale => 2,
        _ => 3,
    };

    private Refusal? Recent(AttestationRequirement requirement, SignerEvidence signer)
    {
        if (requirement.MaxAge is not { } most) return null;
        if (signer.SignedAt is not { } time)
            return new Refusal(RefusalReason.AttestationUndated, $"must not be older than {most}, and nothing proves when it was made: it needs a log entry or a timestamp");
        if (time > now + ClockSkew) return new Refusal(RefusalReason.AttestationUndated, $"is of {Messages.At(time)}, which is yet to come; a clock is wrong");
        return now - time <= most ? null : new Refusal(RefusalReason.AttestationStale, $"is of {Messages.At(time)}, and must not be older than {most}");
    }

    private static Refusal? Holds(AttestationRequirement requirement, SignatureMaterial material, SignerEvidence signer)
    {
        if (requirement.Rule is not { } rule) return null;
        PredicateAnswer answer;
        try
        {
            var json = ((SignedContent.Statement)material.Content).InToto.Predicate();
            answer = json is null ? new PredicateAnswer.Failed("it has no predicate")
                : rule.Evaluate(new Predicate(requirement.PredicateType, json, signer));
        }
        catch (Exception e)
        {
            answer = new PredicateAnswer.Failed($"unexpected {e.GetType().Name}");
        }

        return answer switch
        {
            PredicateAnswer.Violated violated => new Refusal(RefusalReason.AttestationViolated, $"does not hold: {requirement.Message ?? violated.Message ?? "its rule is not true"}"),
            PredicateAnswer.Failed failed => new Refusal(RefusalReason.AttestationViolated, $"has a rule that could not be evaluated: {failed.Message}"),
            _ => null,
        };
    }

    private static Refusal? Built(ProvenanceRequirement requirement, SignatureMaterial material)
    {
        try
        {
            var statement = ((SignedContent.Statement)material.Content).InToto;
            var json = statement.Predicate() ?? throw new MalformedException("it has no predicate");
            return ProvenanceCheck.Differs(Provenance.Read(statement.PredicateType, json), requirement) is { } why
                ? new Refusal(RefusalReason.ProvenanceMismatch, $"does not fit: {why}") : null;
        }
        catch (MalformedException e)
        {
            return new Refusal(RefusalReason.ProvenanceMismatch, $"cannot be read: {e.Message}");
        }
    }
}
