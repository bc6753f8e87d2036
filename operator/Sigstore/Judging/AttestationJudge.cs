namespace SegmentOperator.Sigstore;

/// <summary>Decides whether the attestations suffice. One that satisfies a requirement is enough, whatever else is attached.</summary>
internal sealed class AttestationJudge(
    SubjectArtifact artifact, Findings findings, VerificationPolicy policy, DateTimeOffset now, string name)
{
    private const int MostDetails = 3;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private readonly Dictionary<(SignatureMaterial, Authority), Finding> judged = [];

    /// <summary>Every requirement is looked at, so that whoever is refused learns of all that is missing at once.</summary>
    public Verdict Decide(Verdict.Verified verified)
    {
        var evidence = new List<AttestationEvidence>();
        var problems = new List<AttestationProblem>();
        Verdict? unknown = null;
        foreach (var requirement in policy.Attestations)
        {
            Add(requirement.Name, Find(
                $"the attestation '{requirement.Name}'", type => type == requirement.PredicateType, requirement.Authorities, requirement.PredicateType,
                (material, signer) => Recent(requirement, signer) ?? Holds(requirement, material, signer)));
        }

        if (policy.Provenance is { } provenance)
        {
            Add(ProvenanceRequirement.Name, Find(
                "the provenance", Provenance.IsType, provenance.Authorities, $"{Provenance.Version1} or {Provenance.Version02}",
                (material, _) => Built(provenance, material)));
        }

        // What is refused stays refused, whatever could not be looked at.
        return problems.Count > 0 ? Refuse(problems, evidence) : unknown ?? verified with { Attestations = evidence };

        void Add(string requirement, Search search)
        {
            if (search.Verdict is Verdict.Refused refused)
                problems.Add(new AttestationProblem(requirement, refused.Reason, refused.Message));
            else if (search.Verdict is not null)
                unknown ??= search.Verdict;
            else
                evidence.Add(Evidence(requirement, search.Counted!, search.By!));
        }
    }

    private static Verdict.Refused Refuse(List<AttestationProblem> problems, List<AttestationEvidence> evidence) =>
        new(problems[0].Reason, Messages.Limit(string.Join("; ", problems.Select(problem => problem.Message))))
        {
            Requirement = problems[0].Requirement,
            Unfulfilled = problems,
            Attestations = evidence,
        };

    private static AttestationEvidence Evidence(string requirement, SignatureMaterial material, AuthorityEvidence by)
    {
        var statement = ((SignedContent.Statement)material.Content).InToto;
        var predicate = statement.Predicate();
        return new AttestationEvidence(requirement, statement.PredicateType, by)
        {
            Predicate = predicate,
            Build = predicate is not null && Provenance.IsType(statement.PredicateType) ? BuildOf(statement.PredicateType, predicate) : null,
        };
    }

    private static BuildEvidence? BuildOf(string predicateType, byte[] predicate)
    {
        try
        {
            var read = Provenance.Read(predicateType, predicate);
            return new BuildEvidence(read.Repository, read.Ref, read.Revision, read.Builder);
        }
        catch (MalformedException)
        {
            // Nobody demanded a source of it, or it would not have counted.
            return null;
        }
    }

    private Search Find(
        string what, Func<string?, bool> type, IReadOnlyList<string> authorities, string types,
        Func<SignatureMaterial, SignerEvidence, Refusal?> accept)
    {
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
                        return new Search(null, material, new AuthorityEvidence(authority.Name, material.Format, material.Source, good.Signer));
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

        if (findings.Failure is { } failure) return new Search(failure);
        if (unknown is not null) return new Search(new Verdict.CouldNotCheck(Messages.Limit($"{what} of {name} could not be checked: {unknown.Message}"), unknown.RetryAfter));
        if (nearest is not null) return new Search(new Verdict.Refused(nearest.Reason, Messages.Limit($"{what} of {name} {nearest.Why}")));
        return new Search(findings.Truncated && seen == 0
            ? new Verdict.Refused(RefusalReason.TooManySignatures, Messages.Limit($"{name} has more attached than is looked at, and {what} is not among that; remove old ones"))
            : new Verdict.Refused(RefusalReason.AttestationMissing, Messages.Limit($"{what} of {name} is not there: nothing of type {types} is attached{Unread()}")));
    }

    /// <summary>What could not be read may have been the one: too large, or not what it has to be.</summary>
    private string Unread() => findings.Malformed.Count == 0 ? "" : $"; not read: {string.Join("; ", findings.Malformed.Take(MostDetails))}";

    /// <summary>What came of looking for one attestation: the one that counted and by whom, or the verdict that there is none.</summary>
    private sealed record Search(Verdict? Verdict, SignatureMaterial? Counted = null, AuthorityEvidence? By = null);

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
