using System.Security.Cryptography;
using System.Text;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>Every way in which a signature and its proof come along.</summary>
public sealed class FormatTests : IDisposable
{
    private const string Version1 = "application/vnd.dev.sigstore.bundle+json;version=0.1";
    private const string Version2 = "application/vnd.dev.sigstore.bundle+json;version=0.2";
    private readonly Instance instance = new();

    public static TheoryData<string, LogKind, string?> Statements => new()
    {
        { Version1, LogKind.Rekor1, "dsse" },
        { Version1, LogKind.Rekor1, "intoto" },
        { Version2, LogKind.Rekor1, "dsse" },
        { Version2, LogKind.Rekor1, "intoto" },
        { CosignSigner.BundleType, LogKind.Rekor1, "dsse" },
        { CosignSigner.BundleType, LogKind.Rekor1, "intoto" },
        { CosignSigner.BundleType, LogKind.Rekor2, "dsse" },
        { CosignSigner.BundleType, LogKind.Rekor2, "hashedrekord" },
        { CosignSigner.BundleType, LogKind.Rekor2Ecdsa, "dsse" },
        { CosignSigner.BundleType, LogKind.Rekor2Ecdsa, "hashedrekord" },
    };

    public void Dispose() => instance.Dispose();

    [Theory]
    [InlineData(Version1, LogKind.Rekor1)]
    [InlineData(Version2, LogKind.Rekor1)]
    [InlineData(CosignSigner.BundleType, LogKind.Rekor1)]
    [InlineData(CosignSigner.BundleType, LogKind.Rekor2)]
    [InlineData(CosignSigner.BundleType, LogKind.Rekor2Ecdsa)]
    public void A_file_is_verified(string mediaType, LogKind log)
    {
        var signer = instance.Verified(instance.Sigstore.SignMessage(Instance.Content, Instance.At(log) with { MediaType = mediaType }));
        Assert.Equal(Instance.Signed, signer.SignedAt);
        Assert.Equal(LeafRequest.GitHub, signer.Issuer);
        Assert.Equal(LeafRequest.Workflow, signer.Subject);
        Assert.Single(signer.Logs);
        Assert.Equal(1, signer.CertificateTimestamps);
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_is_verified(string mediaType, LogKind log, string? entry)
    {
        var bundle = instance.Sigstore.SignStatement(Instance.SignatureStatement(), Instance.At(log) with { MediaType = mediaType, Entry = entry });
        Assert.Equal(log != LogKind.Rekor1, instance.Verified(bundle).Logs[0].IntegratedAt is null);
    }

    [Fact]
    public void A_layer_under_a_tag_is_verified_by_the_logs_promise()
    {
        var payload = Payload();
        var annotations = instance.Sigstore.SignPayload(payload, Instance.At() with { Timestamp = true });
        var verdict = instance.Judge(SignatureMaterial.FromSignatureLayer(payload, annotations, "tag"));
        var signer = Assert.IsType<Verdict.Verified>(verdict).Signatures[0].Signer;
        Assert.Single(signer.Timestamps);
        Assert.Equal(Instance.Signed, signer.Logs[0].IntegratedAt);
    }

    [Fact]
    public void A_layer_under_a_tag_is_verified_by_a_timestamp_alone()
    {
        var payload = Payload();
        var annotations = instance.Sigstore.SignPayload(payload, Instance.At(LogKind.None) with { Timestamp = true });
        var material = SignatureMaterial.FromSignatureLayer(payload, annotations, "tag");
        Assert.IsType<Verdict.Refused>(instance.Judge(material));
        var demand = new EvidenceDemand { Timestamps = 1, CertificateTimestamps = 1 };
        Assert.IsType<Verdict.Verified>(instance.Judge(material, instance.Authority(demand: demand)));
    }

    [Fact]
    public void An_attestation_layer_is_verified_with_its_whole_envelope_timestamped()
    {
        var statement = CosignSigner.Statement(Instance.Digest, "https://slsa.dev/provenance/v1");
        var (envelope, annotations) = instance.Sigstore.SignEnvelope(statement, Instance.At() with { Timestamp = true });
        var material = SignatureMaterial.FromAttestationLayer(envelope, annotations, "att");
        Assert.True(material.IsAttestation);
        Assert.Single(Assert.IsType<Verdict.Verified>(instance.Judge(material)).Signatures[0].Signer.Timestamps);
    }

    [Fact]
    public void An_attestation_of_cosign_1_is_bound_to_its_entry_by_the_envelopes_bytes()
    {
        var statement = CosignSigner.Statement(Instance.Digest, "https://slsa.dev/provenance/v1");
        var (envelope, annotations) = instance.Sigstore.SignEnvelope(statement, Instance.At() with { Entry = "intoto" });
        Assert.IsType<Verdict.Verified>(instance.Judge(SignatureMaterial.FromAttestationLayer(envelope, annotations, "att")));
        byte[] blank = [.. envelope[..^1], (byte)' ', .. envelope[^1..]];
        var changed = Assert.IsType<Verdict.Refused>(instance.Judge(SignatureMaterial.FromAttestationLayer(blank, annotations, "att")));
        Assert.Equal(RefusalReason.LogEntryMismatch, changed.Reason);
        var (_, others) = instance.Sigstore.SignEnvelope(statement, Instance.At() with { Entry = "intoto" });
        annotations["dev.sigstore.cosign/bundle"] = others["dev.sigstore.cosign/bundle"];
        Assert.IsType<Verdict.Refused>(instance.Judge(SignatureMaterial.FromAttestationLayer(envelope, annotations, "att")));
    }

    [Theory]
    [InlineData(LogKind.Rekor1)]
    [InlineData(LogKind.Rekor2)]
    public void A_managed_key_may_have_its_log_entry_demanded(LogKind log)
    {
        using var key = SigningKey.Generate();
        var trust = new TrustState.Known(instance.Root());
        var demanding = new KeyAuthority("release", key.PublicKeyPem, trust, new EvidenceDemand { LogEntries = 1 });
        var logged = instance.Sigstore.SignMessage(Instance.Content, Instance.At(log) with { Key = key });
        Assert.Single(instance.Verified(logged, demanding).Logs);
        var unlogged = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.None) with { Key = key });
        instance.Refused(RefusalReason.LogEntryMissing, unlogged, demanding);
        instance.Verified(unlogged, new KeyAuthority("release", key.PublicKeyPem));
    }

    [Fact]
    public void A_large_authority_is_verified()
    {
        using var large = new SigstoreInstance(Instance.Start, TimeSpan.FromDays(3650), large: true);
        var root = large.TrustedRoot();
        instance.Verified(large.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2)), instance.Authority(root: root));
        instance.Verified(large.SignMessage(Instance.Content, Instance.At()), instance.Authority(root: root));
    }

    [Fact]
    public void A_digest_is_as_good_as_the_file_for_ECDSA_and_cannot_be_checked_for_Ed25519()
    {
        using var key = SigningKey.GenerateEd25519();
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.None) with { Key = key });
        var authority = new KeyAuthority("release", key.PublicKeyPem);
        var digest = new SubjectArtifact(Instance.Digest);
        Assert.IsType<Verdict.Verified>(PolicyVerifier.Verify(instance.Artifact, Instance.Material(bundle), authority, Instance.Now));
        Assert.IsType<Verdict.CouldNotCheck>(PolicyVerifier.Verify(digest, Instance.Material(bundle), authority, Instance.Now));
        var keyless = instance.Sigstore.SignMessage(Instance.Content, Instance.At());
        Assert.IsType<Verdict.Verified>(PolicyVerifier.Verify(digest, Instance.Material(keyless), instance.Authority(), Instance.Now));
    }

    [Fact]
    public void A_P384_key_may_sign_with_either_hash()
    {
        foreach (var hash in new[] { HashAlgorithmName.SHA256, HashAlgorithmName.SHA384 })
        {
            using var key = SigningKey.Generate(ECCurve.NamedCurves.nistP384, hash);
            var bundle = instance.Sigstore.SignStatement(Instance.SignatureStatement(), Instance.At() with { Key = key });
            instance.Verified(bundle, new KeyAuthority("release", key.PublicKeyPem));
        }
    }

    private static byte[] Payload() => Encoding.UTF8.GetBytes(
        CosignSigner.SimpleSigning(new Oci.RepositoryReference("registry.example.com", "sf/a").At(Instance.Digest), Instance.Digest));
}
