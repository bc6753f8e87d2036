using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Sigstore.Tests.Keyless;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Formats;

/// <summary>
/// What came along with a signature and cannot be read: it stands in nobody's way who does not rely on it, and whoever relies on it refuses.
/// </summary>
public sealed class AttachedTests : IDisposable
{
    private static readonly Instance Instance = new();
    private readonly SigningKey key = SigningKey.Generate();

    public static TheoryData<string, string> Spoiled => new()
    {
        { "tlogEntries", "{}" },
        { "tlogEntries.0", "\"x\"" },
        { "tlogEntries.0", "{}" },
        { "tlogEntries.0.logIndex", "\"-1\"" },
        { "tlogEntries.0.logIndex", "1e3" },
        { "tlogEntries.0.integratedTime", "\"9223372036854775808\"" },
        { "tlogEntries.0.logId", "null" },
        { "tlogEntries.0.kindVersion", "null" },
        { "tlogEntries.0.canonicalizedBody", "\"A Q==\"" },
        { "tlogEntries.0.inclusionPromise", "[]" },
        { "tlogEntries.0.inclusionProof.rootHash", "\"AAAA\"" },
        { "tlogEntries.0.inclusionProof.hashes.0", "7" },
        { "timestampVerificationData", "\"x\"" },
        { "timestampVerificationData.rfc3161Timestamps", "{}" },
        { "timestampVerificationData.rfc3161Timestamps.0.signedTimestamp", "\"?\"" },
    };

    public static TheoryData<string, string> SpoiledAnnotations => new()
    {
        { LegacyReader.Bundle, "nonsense" },
        { LegacyReader.Bundle, "{}" },
        { LegacyReader.Bundle, """{"SignedEntryTimestamp":"AQID","Payload":{"body":"AQID","integratedTime":1,"logIndex":-1,"logID":"00"}}""" },
        { LegacyReader.Bundle, """{"SignedEntryTimestamp":"AQID","SignedEntryTimestamp":"AQID","Payload":{}}""" },
        { LegacyReader.Timestamp, "{}" },
        { LegacyReader.Timestamp, """{"SignedRFC3161Timestamp":"AR=="}""" },
    };

    public void Dispose() => key.Dispose();

    [Theory]
    [MemberData(nameof(Spoiled))]
    public void An_entry_or_timestamp_that_cannot_be_read_matters_to_whom_it_is_demanded_by(string path, string value)
    {
        var keyed = Instance.Sigstore.SignStatement(Instance.SignatureStatement(), Request with { Key = key });
        Judged(Instance.Material(Spoil(keyed, path, value)), path.Split('.')[^1], Key(null, EvidenceDemand.None), Key(Known, EvidenceDemand.None));
        var keyless = Instance.Sigstore.SignStatement(Instance.SignatureStatement(), Request);
        Refused(Instance.Material(Spoil(keyless, path, value)), Instance.Authority());
    }

    [Theory]
    [MemberData(nameof(SpoiledAnnotations))]
    public void So_does_an_annotation_under_a_tag(string annotation, string value)
    {
        var payload = Encoding.UTF8.GetBytes(CosignSigner.SimpleSigning(new Oci.RepositoryReference("registry.example.com", "sf/a").At(Instance.Digest), Instance.Digest));
        var annotations = Instance.Sigstore.SignPayload(payload, Request with { Key = key });
        annotations[annotation] = value;
        Judged(SignatureMaterial.FromSignatureLayer(payload, annotations, "tag"), "in tag, ", Key(null, EvidenceDemand.None), Key(Known, EvidenceDemand.None));
        annotations = Instance.Sigstore.SignPayload(payload, Request);
        annotations[annotation] = value;
        Refused(SignatureMaterial.FromSignatureLayer(payload, annotations, "tag"), Instance.Authority());
        var (envelope, others) = Instance.Sigstore.SignEnvelope(CosignSigner.Statement(Instance.Digest, "https://slsa.dev/provenance/v1"), Request with { Key = key });
        others[annotation] = value;
        Judged(SignatureMaterial.FromAttestationLayer(envelope, others, "tag"), "in tag, ", Key(null, EvidenceDemand.None), Key(Known, EvidenceDemand.None));
    }

    [Theory]
    [InlineData("certificate.rawBytes", "7")]
    [InlineData("certificate.rawBytes", "\"AR==\"")]
    [InlineData("certificate.rawBytes", "\"AAAA\"")]
    public void A_certificate_that_cannot_be_read_matters_to_whom_the_signer_is_named_by(string path, string value)
    {
        var bundle = Instance.Sigstore.SignStatement(Instance.SignatureStatement(), Instance.At(LogKind.None) with { Key = key });
        bundle["verificationMaterial"]!.AsObject().Remove("publicKey");
        bundle["verificationMaterial"]!["certificate"] = new JsonObject { ["rawBytes"] = "AQID" };
        var material = Instance.Material(Spoil(bundle, path, value));
        Verified(material, Key(null, EvidenceDemand.None));
        Refused(material, Instance.Authority());
        using var tree = CertificateTree.Create(Instance.Start, TimeSpan.FromDays(3650), name: "own");
        Refused(material, Own(tree, null));
        // Of which of the three kinds the signer is, is the bundle's own form.
        bundle["verificationMaterial"]!["publicKey"] = new JsonObject();
        Assert.Throws<MalformedException>(() => Instance.Material(bundle));
    }

    [Fact]
    public void A_text_that_is_not_Unicode_is_a_fault_like_any_other()
    {
        var bundle = Instance.Sigstore.SignStatement(Instance.SignatureStatement(), Request with { Key = key });
        var json = Encoding.UTF8.GetBytes(bundle.ToJsonString().Replace("\"kind\":\"dsse\"", "\"kind\":\"\\ud800\"", StringComparison.Ordinal));
        Judged(SignatureMaterial.FromBundle(json, "b"), "in b, a text is not valid Unicode", Key(null, EvidenceDemand.None));
    }

    [Theory]
    [InlineData("dev.sigstore.cosign/certificate", "nonsense")]
    [InlineData("dev.sigstore.cosign/certificate", "-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----")]
    [InlineData("dev.sigstore.cosign/chain", "nonsense")]
    public void So_does_a_certificate_in_an_annotation(string annotation, string value)
    {
        var payload = Encoding.UTF8.GetBytes(CosignSigner.SimpleSigning(new Oci.RepositoryReference("registry.example.com", "sf/a").At(Instance.Digest), Instance.Digest));
        var annotations = Instance.Sigstore.SignPayload(payload, Request);
        annotations[annotation] = value;
        Refused(SignatureMaterial.FromSignatureLayer(payload, annotations, "tag"), Instance.Authority());
        var keyed = Instance.Sigstore.SignPayload(payload, Instance.At(LogKind.None) with { Key = key });
        keyed["dev.sigstore.cosign/certificate"] = annotations["dev.sigstore.cosign/certificate"];
        keyed[annotation] = value;
        Verified(SignatureMaterial.FromSignatureLayer(payload, keyed, "tag"), Key(null, EvidenceDemand.None));
    }

    [Fact]
    public void An_own_authority_without_a_root_looks_at_no_log_and_one_with_a_root_does()
    {
        using var tree = CertificateTree.Create(Instance.Start, TimeSpan.FromDays(3650), name: "own");
        var leaf = new LeafRequest { NotBefore = Instance.Signed, Lifetime = TimeSpan.FromDays(365) };
        var bundle = Instance.Sigstore.SignStatement(Instance.SignatureStatement(), Request with { Leaf = leaf, Issuer = tree });
        foreach (var path in new[] { "tlogEntries.0.logIndex", "timestampVerificationData.rfc3161Timestamps.0.signedTimestamp" })
        {
            var material = Instance.Material(Spoil(bundle, path, "\"?\""));
            Verified(material, Own(tree, null));
            Verified(material, Own(tree, new TrustState.Unavailable("no answer")));
            Refused(material, Own(tree, Known));
        }
    }

    [Fact]
    public void What_an_attestation_must_be_dated_by_must_be_read()
    {
        const string type = "https://slsa.dev/provenance/v1";
        var policy = new VerificationPolicy(
            [Key(Known, EvidenceDemand.None)], attestations: [new AttestationRequirement("built", type) { MaxAge = TimeSpan.FromDays(3650) }]);
        var signature = Instance.Sigstore.SignStatement(Instance.SignatureStatement(), Request with { Key = key });
        var attestation = Instance.Sigstore.SignStatement(CosignSigner.Statement(Instance.Digest, type), Request with { Key = key });
        Verdict Decide(JsonNode attached) => PolicyVerifier.Verify(
            Instance.Artifact, new Findings { Materials = [Instance.Material(signature), Instance.Material(attached)] }, policy, Instance.Now);
        Assert.IsType<Verdict.Verified>(Decide(attestation));
        var refused = Assert.IsType<Verdict.Refused>(Decide(Spoil(attestation, "tlogEntries.0.logIndex", "\"-1\"")));
        Assert.Equal(RefusalReason.AttestationUndated, refused.Reason);
    }

    private static SignRequest Request => Instance.At() with { Timestamp = true };

    private static TrustState Known { get; } = new TrustState.Known(Instance.Root());

    private KeyAuthority Key(TrustState? trust, EvidenceDemand demand) => new("release", key.PublicKeyPem, trust, demand);

    private static CertificateAuthority Own(CertificateTree tree, TrustState? trust) => new(
        "own", tree.Intermediate.ExportCertificatePem() + "\n" + tree.Root.ExportCertificatePem(), new CertificateIdentity(null, TextMatch.Exactly(LeafRequest.Workflow)), trust);

    // Whoever demands nothing verifies it; whoever demands a log or a timestamp refuses, and says what it was.
    private void Judged(SignatureMaterial material, string named, params Authority[] undemanding)
    {
        foreach (var authority in undemanding) Verified(material, authority);
        foreach (var demand in new EvidenceDemand[] { new() { LogEntries = 1 }, new() { Timestamps = 1 } })
            Assert.Contains(named is "0" ? "[0]" : named, Refused(material, Key(Known, demand)).Message, StringComparison.Ordinal);
    }

    private static void Verified(SignatureMaterial material, Authority authority)
    {
        var verdict = PolicyVerifier.Verify(Instance.Artifact, material, authority, Instance.Now);
        Assert.True(verdict is Verdict.Verified, (verdict as Verdict.Refused)?.Message);
        Assert.Null(((Verdict.Verified)verdict).Signatures[0].Signer.SignedAt);
    }

    private static Verdict.Refused Refused(SignatureMaterial material, Authority authority)
    {
        var refused = Assert.IsType<Verdict.Refused>(PolicyVerifier.Verify(Instance.Artifact, material, authority, Instance.Now));
        Assert.True(refused.Reason == RefusalReason.InvalidSignature, refused.Message);
        return refused;
    }

    private static JsonNode Spoil(JsonNode bundle, string path, string value)
    {
        var changed = bundle.DeepClone();
        object[] steps = ["verificationMaterial", .. path.Split('.').Select(step => int.TryParse(step, out var number) ? (object)number : step)];
        var parent = Json.Get(changed, steps[..^1]);
        var node = JsonNode.Parse(value);
        if (steps[^1] is int index) parent[index] = node;
        else parent[(string)steps[^1]] = node;
        return changed;
    }
}
