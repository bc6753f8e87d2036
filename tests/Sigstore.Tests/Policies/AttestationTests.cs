using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Sigstore.Tests.Keyless;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Policies;

/// <summary>Missing, untrusted, stale, undated and violated are told apart.</summary>
public sealed class AttestationTests : IDisposable
{
    private const string Scan = "https://cosign.sigstore.dev/attestation/vuln/v1";
    private readonly Instance instance = new();
    private readonly SigningKey release = SigningKey.Generate();
    private readonly SigningKey scanner = SigningKey.Generate();

    public void Dispose()
    {
        instance.Dispose();
        release.Dispose();
        scanner.Dispose();
    }

    private static AttestationRequirement Required => new("sca", Scan);

    [Fact]
    public void An_attestation_by_an_authority_is_enough()
    {
        var verified = Verified(Policy(Required), Attest(scanner));
        var evidence = Assert.Single(verified.Attestations);
        Assert.Equal(("sca", Scan, "scanner"), (evidence.Requirement, evidence.PredicateType, evidence.By.Authority));
    }

    [Fact]
    public void A_missing_attestation_is_missing()
    {
        Refused(RefusalReason.AttestationMissing, Policy(Required));
        Refused(RefusalReason.AttestationMissing, Policy(Required), Attest(scanner, type: "https://example.com/other/v1"));
    }

    [Fact]
    public void An_attestation_by_somebody_else_is_untrusted()
    {
        using var stranger = SigningKey.Generate();
        Refused(RefusalReason.AttestationUntrusted, Policy(Required), Attest(stranger));
        Refused(RefusalReason.AttestationUntrusted, Policy(Required with { Authorities = ["release"] }), Attest(scanner));
        Verified(Policy(Required with { Authorities = ["release"] }), Attest(scanner), Attest(release));
    }

    [Fact]
    public void An_attestation_of_another_artifact_is_untrusted() =>
        Refused(RefusalReason.AttestationUntrusted, Policy(Required), Attest(scanner, about: "sha256:" + new string('0', 64)));

    [Fact]
    public void What_must_be_recent_needs_a_verified_time()
    {
        var recent = Required with { MaxAge = TimeSpan.FromDays(7) };
        Refused(RefusalReason.AttestationUndated, Policy(recent), Attest(scanner));
        foreach (var (age, reason) in new (TimeSpan, RefusalReason?)[]
        {
            (TimeSpan.FromDays(7), null),
            (TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1), RefusalReason.AttestationStale),
            (TimeSpan.FromMinutes(-5), null),
            (TimeSpan.FromMinutes(-6), RefusalReason.AttestationUndated),
        })
        {
            var dated = Attest(scanner, Instance.Now - age);
            if (reason is { } refused) Refused(refused, Policy(recent), dated);
            else Verified(Policy(recent), dated);
        }

        Verified(Policy(recent), Attest(scanner, Instance.Now.AddDays(-30)), Attest(scanner, Instance.Now.AddDays(-1)));
    }

    [Fact]
    public void A_rule_sees_the_predicate_and_its_signer()
    {
        Predicate? seen = null;
        var rule = new Rule(predicate =>
        {
            seen = predicate;
            return PredicateAnswer.Holds;
        });
        Verified(Policy(Required with { Rule = rule }), Attest(scanner, predicate: """{"result":[1,2]}"""));
        Assert.Equal("""{"result":[1,2]}""", Encoding.UTF8.GetString(seen!.Json.Span));
        Assert.StartsWith("key sha256:", seen.Signer.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_does_not_hold_or_cannot_be_evaluated_denies()
    {
        var violated = Required with { Rule = new Rule(_ => new PredicateAnswer.Violated("3 critical findings")), Message = "no critical findings" };
        Assert.Contains("no critical findings", Refused(RefusalReason.AttestationViolated, Policy(violated), Attest(scanner)), StringComparison.Ordinal);
        var failed = Required with { Rule = new Rule(_ => new PredicateAnswer.Failed("no such field")) };
        Assert.Contains("no such field", Refused(RefusalReason.AttestationViolated, Policy(failed), Attest(scanner)), StringComparison.Ordinal);
        var thrown = Required with { Rule = new Rule(_ => throw new InvalidOperationException("secret")) };
        Assert.DoesNotContain("secret", Refused(RefusalReason.AttestationViolated, Policy(thrown), Attest(scanner)), StringComparison.Ordinal);
        Refused(RefusalReason.AttestationViolated, Policy(Required with { Rule = new Rule(_ => PredicateAnswer.Holds) }), Attest(scanner, predicate: null));
    }

    [Fact]
    public void The_nearest_reason_is_given()
    {
        using var stranger = SigningKey.Generate();
        var rule = Required with { MaxAge = TimeSpan.FromDays(7), Rule = new Rule(_ => new PredicateAnswer.Violated()) };
        Refused(RefusalReason.AttestationViolated, Policy(rule), Attest(stranger), Attest(scanner, Instance.Now.AddDays(-9)), Attest(scanner, Instance.Now.AddDays(-1)));
        Refused(RefusalReason.AttestationStale, Policy(rule), Attest(stranger), Attest(scanner), Attest(scanner, Instance.Now.AddDays(-9)));
    }

    [Fact]
    public void A_failed_listing_is_not_a_missing_attestation()
    {
        var failure = new Verdict.CouldNotCheck("the referrers could not be read", null);
        var findings = new Findings { Materials = [Signature()], Failure = failure };
        Assert.Equal(failure, PolicyVerifier.Verify(instance.Artifact, findings, Policy(Required), Instance.Now));
    }

    [Fact]
    public void Attestations_do_not_replace_the_signature() =>
        Assert.Equal(
            RefusalReason.NotSigned,
            Assert.IsType<Verdict.Refused>(PolicyVerifier.Verify(instance.Artifact, new Findings { Materials = [Attest(scanner)] }, Policy(Required), Instance.Now)).Reason);

    [Theory]
    [InlineData("sca", "https://sigstore.dev/cosign/sign/v1", null)]
    [InlineData("sca", "", null)]
    [InlineData("sca", Scan, "nobody")]
    public void A_requirement_that_makes_no_sense_is_refused(string name, string type, string? authority) =>
        Assert.Throws<PolicyException>(() => Policy(new AttestationRequirement(name, type) { Authorities = authority is null ? [] : [authority] }));

    [Fact]
    public void Everything_about_a_requirement_is_part_of_the_hash()
    {
        var variants = new[]
        {
            Required, Required with { Name = "other" }, Required with { PredicateType = Scan + "1" }, Required with { MaxAge = TimeSpan.FromDays(1) },
            Required with { Authorities = ["scanner"] }, Required with { Rule = new Rule(_ => PredicateAnswer.Holds) },
        };
        Assert.Equal(variants.Length, variants.Select(v => Policy(v).Hash).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_certificate_that_is_good_now_does_not_date_what_it_signed(bool stamped)
    {
        using var own = CertificateTree.Create(Instance.Start, TimeSpan.FromDays(3650), name: "own");
        var identity = new CertificateIdentity(null, TextMatch.Exactly(LeafRequest.Workflow));
        var policy = new VerificationPolicy(
            [
                new KeyAuthority("release", release.PublicKeyPem),
                new CertificateAuthority("own", own.Intermediate.ExportCertificatePem() + "\n" + own.Root.ExportCertificatePem(), identity, new TrustState.Known(instance.Root())),
            ],
            attestations: [Required with { MaxAge = TimeSpan.FromDays(7) }]);
        var leaf = new LeafRequest { NotBefore = Instance.Signed, Lifetime = TimeSpan.FromDays(365) };
        var request = new SignRequest { Time = Instance.Now.AddDays(-1), Log = LogKind.None, Issuer = own, Leaf = leaf, Timestamp = stamped };
        var attestation = Instance.Material(instance.Sigstore.SignStatement(CosignSigner.Statement(Instance.Digest, Scan), request));
        if (stamped) Assert.Equal(request.Time, Verified(policy, attestation).Attestations[0].By.Signer.SignedAt);
        else Refused(RefusalReason.AttestationUndated, policy, attestation);
    }

    private VerificationPolicy Policy(params AttestationRequirement[] attestations) => new(
        [
            new KeyAuthority("release", release.PublicKeyPem),
            new KeyAuthority("scanner", scanner.PublicKeyPem, new TrustState.Known(instance.Root()), EvidenceDemand.None),
        ],
        attestations: attestations);

    private SignatureMaterial Signature() => SignatureMaterial.FromBundle(
        Encoding.UTF8.GetBytes(CosignSigner.Bundle(Instance.SignatureStatement(), release)), "signature");

    private SignatureMaterial Attest(SigningKey key, DateTimeOffset? time = null, string type = Scan, string? predicate = "{}", string? about = null)
    {
        var statement = JsonNode.Parse(CosignSigner.Statement(about is null ? Instance.Digest : Oci.Digest.Parse(about), type))!.AsObject();
        statement.Remove("predicate");
        if (predicate is not null) statement["predicate"] = JsonNode.Parse(predicate);
        var request = new SignRequest { Time = time ?? default, Log = time is null ? LogKind.None : LogKind.Rekor1, Key = key };
        return Instance.Material(instance.Sigstore.SignStatement(statement.ToJsonString(), request));
    }

    private Verdict Verify(VerificationPolicy policy, SignatureMaterial[] attestations) =>
        PolicyVerifier.Verify(instance.Artifact, new Findings { Materials = [Signature(), .. attestations] }, policy, Instance.Now);

    private Verdict.Verified Verified(VerificationPolicy policy, params SignatureMaterial[] attestations)
    {
        var verdict = Verify(policy, attestations);
        Assert.True(verdict is Verdict.Verified, (verdict as Verdict.Refused)?.Message);
        return (Verdict.Verified)verdict;
    }

    private string Refused(RefusalReason reason, VerificationPolicy policy, params SignatureMaterial[] attestations)
    {
        var refused = Assert.IsType<Verdict.Refused>(Verify(policy, attestations));
        Assert.True(reason == refused.Reason, $"{refused.Reason}: {refused.Message}");
        return refused.Message;
    }

    private sealed class Rule(Func<Predicate, PredicateAnswer> evaluate) : IPredicateRule
    {
        public string Canonical => "a rule";

        public PredicateAnswer Evaluate(Predicate predicate) => evaluate(predicate);
    }
}
