namespace SegmentOperator.Sigstore;

/// <summary>Decides whether the signatures suffice.</summary>
internal sealed class SignatureJudge(
    SubjectArtifact artifact, Findings findings, VerificationPolicy policy, DateTimeOffset now, string name)
{
    private const int MostDetails = 3;
    private readonly Dictionary<Authority, IReadOnlyList<AuthorityEvidence>> signed = [];
    private readonly List<(Authority Authority, Refusal Refusal)> refusals = [];
    private readonly List<string> others = [];
    private readonly Dictionary<Authority, Finding.Unknown> unknown = [];
    private int signatures;

    public Verdict Decide()
    {
        var candidates = findings.Materials.Where(m => m.IsSignature).ToArray();
        signatures = candidates.Length;
        foreach (var authority in policy.Authorities) Look(authority, candidates);
        if (new Vouching(signed).Satisfy(policy.Root) is { } chosen)
        {
            var evidence = policy.Authorities.Where(chosen.ContainsKey).Select(a => chosen[a]).ToArray();
            return new Verdict.Verified(name, evidence, now);
        }

        return findings.Failure ?? (Verdict?)Unknown() ?? Refuse();
    }

    private void Look(Authority authority, SignatureMaterial[] candidates)
    {
        List<AuthorityEvidence>? good = null;
        foreach (var material in candidates)
        {
            switch (authority.Judge(material, artifact, now))
            {
                case Finding.Good found:
                    (good ??= []).Add(new AuthorityEvidence(authority.Name, material.Format, material.Source, found.Signer));
                    break;
                case Finding.Bad bad:
                    refusals.Add((authority, bad.Refusal));
                    break;
                case Finding.Unknown cannot:
                    unknown.TryAdd(authority, cannot);
                    break;
                case Finding.NotTheirs theirs:
                    others.Add(theirs.Why);
                    break;
            }
        }

        if (good is not null) signed.Add(authority, good);
    }

    // What could not be told matters only if it would be enough when it were good.
    private Verdict.CouldNotCheck? Unknown()
    {
        if (unknown.Count == 0) return null;
        var hoped = new Dictionary<Authority, IReadOnlyList<AuthorityEvidence>>(signed);
        foreach (var authority in unknown.Keys)
        {
            var signer = new SignerEvidence { Name = $"unknown {authority.Name}" };
            hoped[authority] = [.. hoped.GetValueOrDefault(authority) ?? [], new AuthorityEvidence(authority.Name, default, "", signer)];
        }

        if (new Vouching(hoped).Satisfy(policy.Root) is null) return null;
        var (who, why) = unknown.First();
        return new Verdict.CouldNotCheck(Messages.Limit($"the signature of {name} by '{who.Name}' could not be checked: {why.Message}"), why.RetryAfter);
    }

    private Verdict.Refused Refuse()
    {
        if (findings.Truncated)
            return Refused(RefusalReason.TooManySignatures, $"{name} has more signatures than are looked at, and those do not suffice; remove old ones");
        var moved = refusals.Where(r => r.Refusal.Reason == RefusalReason.WrongSubject).Select(r => r.Authority.Name).Distinct(StringComparer.Ordinal).ToArray();
        if (moved.Length > 0)
            return Refused(RefusalReason.WrongSubject, $"{name} carries a signature by {Messages.Names(moved)} that is about something else: it was not made for this artifact");
        if (refusals.FirstOrDefault(r => !signed.ContainsKey(r.Authority)) is (not null, not null) first)
            return Refused(first.Refusal.Reason, $"{name} carries a signature by '{first.Authority.Name}' that does not count: {first.Refusal.Why}");
        if (signed.Count > 0)
            return Refused(RefusalReason.TooFewAuthorities, $"{name} is signed by {Messages.Names(Signed())} only; the policy wants {policy.Root}");
        if (signatures > 0)
            return Refused(RefusalReason.NoTrustedSignature,
                $"{name} has {Messages.Count(signatures, "signature")}, none by {(policy.Authorities.All(a => a is KeyAuthority) ? "the key of " : "")}{Messages.Names(policy.Authorities.Select(a => a.Name))}{Details()}");
        if (findings.Malformed.Count > 0)
            return Refused(RefusalReason.InvalidSignature, $"{name} carries no usable signature: {string.Join("; ", findings.Malformed.Take(MostDetails))}");
        var attestations = findings.Attestations + findings.Materials.Count(m => m.IsAttestation);
        var attested = attestations > 0 ? $"; {Messages.Count(attestations, "attestation")} beside it do not sign it" : "";
        return Refused(RefusalReason.NotSigned, $"{name} is not signed{attested}; the policy wants {policy.Root}");
    }

    // Whoever's one signature fits two authorities is one signer: the names that count are those that can count together.
    private IEnumerable<string> Signed() => policy.Authorities.Where(signed.ContainsKey).Select(a => a.Name);

    private string Details()
    {
        var distinct = others.Where(why => !why.StartsWith("it is not by", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Take(MostDetails).ToArray();
        return distinct.Length == 0 ? "" : $": {string.Join("; ", distinct)}";
    }

    private static Verdict.Refused Refused(RefusalReason reason, string message) => new(reason, Messages.Limit(message));
}
