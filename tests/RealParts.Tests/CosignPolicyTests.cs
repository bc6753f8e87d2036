using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SegmentOperator.Oci;
using SegmentOperator.Signing;
using SegmentOperator.Sigstore;

namespace SegmentOperator.RealParts.Tests;

/// <summary>What a real cosign attaches to an artifact in a real registry, judged by policies.</summary>
[Trait("Category", "RealParts")]
public sealed class CosignPolicyTests : IDisposable
{
    private const string Repository = "sf/finance/revenue";
    private const string Scan = "https://example.com/scan/v1";
    private const string Workflow = "https://ci.example.com/finance/release";
    private readonly TestFolder folder = new();

    public static TheoryData<CosignFlavour> Flavours => [.. Enum.GetValues<CosignFlavour>()];

    public void Dispose() => folder.Dispose();

    private static Task<ArtifactReference> PushAsync(RegistryWriter writer, string content = "one", string? tag = null) =>
        writer.PushAsync(PackageArtifact.Build([PackageFile.Text("package.xml", content)]), Repository, tag);

    private static Task<Verdict> VerifyAsync(IRegistryClient client, ArtifactReference artifact, VerificationPolicy policy) =>
        new SignatureVerifier(client, new SignatureVerifierOptions(), TimeProvider.System).VerifyAsync(artifact, policy, CancellationToken.None);

    private static VerificationPolicy KeyPolicy(Cosign cosign, params AttestationRequirement[] attestations) =>
        new([new KeyAuthority("release", cosign.PublicKey)], attestations: attestations);

    [RealPartsTheory]
    [MemberData(nameof(Flavours))]
    public async Task Attestations_of_cosign_are_found_and_their_predicates_read(CosignFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var cosign = await Cosign.CreateAsync(folder, flavour);
        await cosign.SignAsync(artifact);
        await cosign.AttestAsync(artifact);
        using var client = registry.NewClient(folder);
        var good = KeyPolicy(cosign, new AttestationRequirement("scan", Scan) { Rule = new Says("\"scanner\":\"none\"") });
        var verified = Assert.IsType<Verdict.Verified>(await VerifyAsync(client, artifact, good));
        Assert.Equal("scan", Assert.Single(verified.Attestations).Requirement);
        await RefusedAsync(RefusalReason.AttestationViolated, KeyPolicy(cosign, new AttestationRequirement("scan", Scan) { Rule = new Says("other") }));
        await RefusedAsync(RefusalReason.AttestationMissing, KeyPolicy(cosign, new AttestationRequirement("scan", "https://example.com/none/v1")));
        await RefusedAsync(RefusalReason.AttestationUndated, KeyPolicy(cosign, new AttestationRequirement("scan", Scan) { MaxAge = TimeSpan.FromDays(1) }));

        async Task RefusedAsync(RefusalReason reason, VerificationPolicy policy)
        {
            var refused = Assert.IsType<Verdict.Refused>(await VerifyAsync(client, artifact, policy));
            Assert.True(reason == refused.Reason, refused.Message);
        }
    }

    [RealPartsTheory]
    [MemberData(nameof(Flavours))]
    public async Task A_certificate_of_an_own_authority_is_verified_and_no_other_identity_or_authority(CosignFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var cosign = await Cosign.CreateAsync(folder, flavour);
        var (own, other) = (Issue("own"), Issue("other"));
        await cosign.SignWithCertificateAsync(artifact, own.Key, own.Leaf, own.Root);
        using var client = registry.NewClient(folder);
        VerificationPolicy Policy(string root, string subject) =>
            new([new CertificateAuthority("ci", folder.Read(root), new CertificateIdentity(null, TextMatch.Exactly(subject)))]);
        var verified = Assert.IsType<Verdict.Verified>(await VerifyAsync(client, artifact, Policy(own.Root, Workflow)));
        Assert.Equal(Workflow, verified.Signatures[0].Signer.Subject);
        var identity = Assert.IsType<Verdict.Refused>(await VerifyAsync(client, artifact, Policy(own.Root, Workflow + "/other")));
        Assert.Equal(RefusalReason.NoTrustedSignature, identity.Reason);
        Assert.IsType<Verdict.Refused>(await VerifyAsync(client, artifact, Policy(other.Root, Workflow)));
    }

    [RealPartsTheory]
    [MemberData(nameof(Flavours))]
    public async Task A_moved_tag_leads_to_an_artifact_that_is_not_signed(CosignFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer, tag: "1.0");
        var cosign = await Cosign.CreateAsync(folder, flavour);
        await cosign.SignAsync(artifact);
        var moved = await PushAsync(registry.Writer, "moved", "1.0");
        using var client = registry.NewClient(folder);
        var resolved = await client.ResolveAsync(ImageReference.ForTag(artifact.Repository, "1.0"), CancellationToken.None);
        Assert.Equal(moved.Digest, resolved.Digest);
        Assert.Equal(RefusalReason.NotSigned, Assert.IsType<Verdict.Refused>(await VerifyAsync(client, moved, KeyPolicy(cosign))).Reason);
        Assert.IsType<Verdict.Verified>(await VerifyAsync(client, artifact, KeyPolicy(cosign)));
    }

    [RealPartsTheory]
    [MemberData(nameof(Flavours))]
    public async Task Signatures_that_were_changed_in_the_registrys_storage_are_never_verified(CosignFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var cosign = await Cosign.CreateAsync(folder, flavour);
        await cosign.SignAsync(artifact);

        // Every blob and manifest that is not the artifact's own: one byte of each is changed under its old digest.
        foreach (var file in Directory.GetFiles(Path.Combine(folder.Path, "data"), "data", SearchOption.AllDirectories).Where(f => !f.Contains(artifact.Digest.Hex, StringComparison.Ordinal)))
        {
            var before = await File.ReadAllBytesAsync(file);
            var changed = before.ToArray();
            changed[changed.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, changed);
            using var client = registry.NewClient(folder);
            var verdict = await VerifyAsync(client, artifact, KeyPolicy(cosign));
            var isPackage = verdict is Verdict.Verified;
            Assert.True(!isPackage || before.AsSpan().IndexOf("signature"u8) < 0 && before.AsSpan().IndexOf("dsseEnvelope"u8) < 0, $"{file} was changed and the artifact is verified");
            await File.WriteAllBytesAsync(file, before);
        }

        using var last = registry.NewClient(folder);
        Assert.IsType<Verdict.Verified>(await VerifyAsync(last, artifact, KeyPolicy(cosign)));
    }

    private (string Key, string Leaf, string Root) Issue(string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest($"CN={name} root", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ci", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(Workflow));
        request.CertificateExtensions.Add(names.Build(critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], false));
        using var leaf = request.Create(root, now.AddHours(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(16));
        folder.Write($"{name}.key.pem", key.ExportPkcs8PrivateKeyPem() + "\n");
        folder.Write($"{name}.crt", leaf.ExportCertificatePem() + "\n");
        folder.Write($"{name}.root", root.ExportCertificatePem() + "\n");
        return ($"{name}.key.pem", $"{name}.crt", $"{name}.root");
    }

    private sealed class Says(string words) : IPredicateRule
    {
        public string Canonical => words;

        public PredicateAnswer Evaluate(Predicate predicate) =>
            System.Text.Encoding.UTF8.GetString(predicate.Json.Span).Replace(" ", "", StringComparison.Ordinal).Contains(words, StringComparison.Ordinal)
                ? PredicateAnswer.Holds : new PredicateAnswer.Violated();
    }
}
