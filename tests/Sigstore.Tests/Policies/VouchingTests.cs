using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Sigstore.Tests.Keyless;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Policies;

/// <summary>k of n, nested, by distinct signers.</summary>
public sealed class VouchingTests : IDisposable
{
    private static readonly Instance Instance = new();
    private readonly SigningKey[] keys = [.. Enumerable.Range(0, 5).Select(_ => SigningKey.Generate())];
    private readonly SubjectArtifact artifact = new(Keyless.Instance.Digest);

    public void Dispose()
    {
        foreach (var key in keys) key.Dispose();
    }

    [Theory]
    [InlineData("0,1", true)]
    [InlineData("0,2,3", true)]
    [InlineData("1,2,4", true)]
    [InlineData("0", false)]
    [InlineData("2,3", false)]
    [InlineData("2,3,4", false)]
    [InlineData("0,2", false)]
    public void Groups_vouch_when_enough_of_their_members_do(string signers, bool suffices)
    {
        // Two of: a, b, and the scanners' group, of which two must vouch.
        var policy = new VerificationPolicy(Authorities(), 2, [new AuthorityGroup("scanners", ["c", "d", "e"], 2)]);
        var verdict = Judge(policy, [.. signers.Split(',').Select(int.Parse)]);
        Assert.Equal(suffices, verdict is Verdict.Verified);
        if (!suffices) Assert.Equal(RefusalReason.TooFewAuthorities, Assert.IsType<Verdict.Refused>(verdict).Reason);
    }

    [Fact]
    public void Groups_nest()
    {
        var policy = new VerificationPolicy(Authorities(), 1, [new("inner", ["a", "b"], 1), new("outer", ["inner", "c"], 2), new("rest", ["d", "e"], 2)]);
        Assert.IsType<Verdict.Verified>(Judge(policy, 0, 2));
        Assert.IsType<Verdict.Verified>(Judge(policy, 1, 2));
        Assert.IsType<Verdict.Verified>(Judge(policy, 3, 4));
        Assert.IsType<Verdict.Refused>(Judge(policy, 0, 1));
        Assert.IsType<Verdict.Refused>(Judge(policy, 2, 3));
    }

    [Fact]
    public void Whoever_matches_two_authorities_counts_once()
    {
        var exact = Instance.Authority();
        var trust = new TrustState.Known(Instance.Root());
        var wide = new KeylessAuthority("anybody", new CertificateIdentity(TextMatch.Exactly(LeafRequest.GitHub), TextMatch.Pattern(".*")), trust);
        var policy = new VerificationPolicy([wide, exact], 2);
        var one = Sign(new LeafRequest());
        var other = Sign(new LeafRequest { Uris = ["https://github.com/example/other/.github/workflows/a.yml@refs/heads/main"] });
        Assert.Equal(RefusalReason.TooFewAuthorities, Assert.IsType<Verdict.Refused>(Verify(policy, one)).Reason);
        Assert.IsType<Verdict.Refused>(Verify(policy, one, Sign(new LeafRequest())));
        // The wide one is given whom it alone accepts, whichever comes first.
        Assert.IsType<Verdict.Verified>(Verify(policy, one, other));
        Assert.IsType<Verdict.Verified>(Verify(policy, other, one));
    }

    [Fact]
    public void Two_names_in_one_certificate_are_one_signer()
    {
        using var own = CertificateTree.Create(Keyless.Instance.Start, TimeSpan.FromDays(3650), name: "own");
        var pem = own.Intermediate.ExportCertificatePem() + "\n" + own.Root.ExportCertificatePem();
        var policy = new VerificationPolicy(
            [
                new CertificateAuthority("alice", pem, new CertificateIdentity(null, TextMatch.Exactly("alice@example.com"))),
                new CertificateAuthority("bob", pem, new CertificateIdentity(null, TextMatch.Exactly("bob@example.com"))),
            ], 2);
        SignatureMaterial By(params string[] names) => Instance.Material(Instance.Sigstore.SignStatement(Keyless.Instance.SignatureStatement(), Keyless.Instance.At(LogKind.None) with
        {
            Issuer = own,
            Leaf = new LeafRequest { Uris = [], Emails = names, NotBefore = Keyless.Instance.Signed, Lifetime = TimeSpan.FromDays(365) },
        }));
        Assert.Equal(RefusalReason.TooFewAuthorities, Assert.IsType<Verdict.Refused>(Verify(policy, By("alice@example.com", "bob@example.com"))).Reason);
        Assert.IsType<Verdict.Verified>(Verify(policy, By("alice@example.com"), By("bob@example.com")));
        // Each of two certificates names both, and there are two keys.
        Assert.IsType<Verdict.Verified>(Verify(policy, By("alice@example.com", "bob@example.com"), By("alice@example.com", "bob@example.com")));
    }

    [Fact]
    public void A_managed_key_with_a_certificate_of_its_own_is_one_signer()
    {
        using var own = CertificateTree.Create(Keyless.Instance.Start, TimeSpan.FromDays(3650), name: "own");
        var leaf = own.Issue(keys[0], new LeafRequest { NotBefore = Keyless.Instance.Signed, Lifetime = TimeSpan.FromDays(365) });
        var bundle = System.Text.Json.Nodes.JsonNode.Parse(CosignSigner.Bundle(Keyless.Instance.SignatureStatement(), keys[0]))!;
        bundle["verificationMaterial"]!.AsObject().Remove("publicKey");
        bundle["verificationMaterial"]!["certificate"] = new System.Text.Json.Nodes.JsonObject { ["rawBytes"] = Convert.ToBase64String(leaf) };
        var both = new Authority[]
        {
            new KeyAuthority("key", keys[0].PublicKeyPem),
            new CertificateAuthority(
                "person", own.Intermediate.ExportCertificatePem() + "\n" + own.Root.ExportCertificatePem(), new CertificateIdentity(null, TextMatch.Exactly(LeafRequest.Workflow))),
        };
        foreach (var authority in both) Assert.IsType<Verdict.Verified>(Verify(new VerificationPolicy([authority]), Instance.Material(bundle)));
        Assert.Equal(RefusalReason.TooFewAuthorities, Assert.IsType<Verdict.Refused>(Verify(new VerificationPolicy(both, 2), Instance.Material(bundle))).Reason);
    }

    [Theory]
    [InlineData("same name")]
    [InlineData("unknown member")]
    [InlineData("later group")]
    [InlineData("in two groups")]
    [InlineData("too many")]
    [InlineData("none")]
    public void A_group_that_contradicts_itself_is_refused(string what)
    {
        AuthorityGroup[] groups = what switch
        {
            "same name" => [new("a", ["b"])],
            "unknown member" => [new("g", ["x"])],
            "later group" => [new("g", ["h"]), new("h", ["a"])],
            "in two groups" => [new("g", ["a"]), new("h", ["a", "b"])],
            "too many" => [new("g", ["a"], 2)],
            _ => [new("g", ["a"], 0)],
        };
        Assert.Throws<PolicyException>(() => new VerificationPolicy(Authorities(), 1, groups));
    }

    [Fact]
    public void A_tree_is_satisfied_exactly_when_its_thresholds_are() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<int>(),
        (signers, shape) =>
        {
            // Keys are distinct signers, so counting is all there is to it.
            var (inner, outer) = (1 + (shape & 1), 1 + ((shape >> 1) & 1));
            var policy = new VerificationPolicy(Authorities(), outer, [new AuthorityGroup("g", ["a", "b", "c"], inner)]);
            var signed = Enumerable.Range(0, 5).Where(i => (signers & (1 << i)) != 0).ToArray();
            var top = signed.Count(i => i >= 3) + (signed.Count(i => i < 3) >= inner ? 1 : 0);
            return top >= outer == Judge(policy, signed) is Verdict.Verified;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_root_that_is_not_to_be_had_never_stands_in_a_keys_way()
    {
        var unavailable = new TrustState.Unavailable("the TUF repository did not answer", TimeSpan.FromMinutes(1));
        var keyless = new KeylessAuthority("ci", Instance.Workflow, unavailable);
        var key = new KeyAuthority("release", keys[0].PublicKeyPem);
        var signed = Bundle(keys[0]);
        var byCi = Sign(new LeafRequest());
        Assert.IsType<Verdict.Verified>(Verify(new VerificationPolicy([keyless, key]), signed));
        Assert.IsType<Verdict.Verified>(Verify(new VerificationPolicy([keyless, key]), byCi, signed));
        var unknown = Assert.IsType<Verdict.CouldNotCheck>(Verify(new VerificationPolicy([keyless, key], 2), byCi, signed));
        Assert.Equal(TimeSpan.FromMinutes(1), unknown.RetryAfter);
        Assert.Contains("TUF", unknown.Message, StringComparison.Ordinal);
        Assert.IsType<Verdict.CouldNotCheck>(Verify(new VerificationPolicy([keyless]), byCi));
        // Where even a good answer would not suffice, it is refused and not postponed.
        var other = new KeyAuthority("other", keys[1].PublicKeyPem);
        Assert.IsType<Verdict.Refused>(Verify(new VerificationPolicy([keyless, key, other], 3), byCi, signed));
    }

    [Fact]
    public void An_artifact_that_only_carries_an_attestation_is_not_signed()
    {
        var attestation = Instance.Material(Instance.Sigstore.SignStatement(CosignSigner.Statement(Keyless.Instance.Digest, "https://slsa.dev/provenance/v1"), Keyless.Instance.At()));
        var refused = Assert.IsType<Verdict.Refused>(Verify(new VerificationPolicy([Instance.Authority()]), attestation));
        Assert.Equal(RefusalReason.NotSigned, refused.Reason);
        Assert.Contains("1 attestation", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_over_a_file_is_none_of_an_artifact_in_a_registry()
    {
        var blob = Instance.Material(Instance.Sigstore.SignMessage(Keyless.Instance.Content, Keyless.Instance.At()));
        Assert.Equal(RefusalReason.NotSigned, Assert.IsType<Verdict.Refused>(Verify(new VerificationPolicy([Instance.Authority()]), blob)).Reason);
    }

    private Authority[] Authorities() => [.. keys.Select((key, i) => new KeyAuthority(((char)('a' + i)).ToString(), key.PublicKeyPem))];

    private static SignatureMaterial Sign(LeafRequest leaf) =>
        Instance.Material(Instance.Sigstore.SignStatement(Keyless.Instance.SignatureStatement(), Keyless.Instance.At() with { Leaf = leaf }));

    private static SignatureMaterial Bundle(SigningKey key) => SignatureMaterial.FromBundle(
        System.Text.Encoding.UTF8.GetBytes(CosignSigner.Bundle(Keyless.Instance.SignatureStatement(), key)), "bundle");

    private Verdict Judge(VerificationPolicy policy, params int[] signers) => Verify(policy, [.. signers.Select(i => Bundle(keys[i]))]);

    private Verdict Verify(VerificationPolicy policy, params SignatureMaterial[] materials) =>
        PolicyVerifier.Verify(artifact, new Findings { Materials = materials }, policy, Keyless.Instance.Now);
}
