using SegmentOperator.Oci;
using SegmentOperator.Signing;
using SegmentOperator.Sigstore;

namespace SegmentOperator.RealParts.Tests;

/// <summary>Real cosign signs keyless, against the tests' Fulcio, Rekor and timestamp authority and a real registry; both it and we judge.</summary>
[Trait("Category", "RealParts")]
public sealed class KeylessCosignTests : IDisposable
{
    private const string OtherWorkflow = "https://github.com/example/finance/.github/workflows/other.yml@refs/heads/main";
    private const string OtherIssuer = "https://gitlab.example.com";
    private readonly TestFolder folder = new();

    public static TheoryData<KeylessFlavour> Flavours => [.. Enum.GetValues<KeylessFlavour>()];

    public void Dispose() => folder.Dispose();

    [RealPartsTheory]
    [MemberData(nameof(Flavours))]
    public async Task What_cosign_signs_keyless_is_verified_for_its_identity_and_issuer_alone(KeylessFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        await using var sigstore = await SigstoreServer.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var cosign = new KeylessCosign(folder, sigstore, flavour);
        await cosign.SignAsync(artifact);
        using var client = registry.NewClient(folder);

        var verified = Assert.IsType<Verdict.Verified>(await VerifyAsync(client, artifact, Authority(sigstore)));
        var signature = Assert.Single(verified.Signatures);
        Assert.Equal((LeafRequest.Workflow, LeafRequest.GitHub), (signature.Signer.Subject, signature.Signer.Issuer));
        Assert.Equal(flavour < KeylessFlavour.Three ? SignatureFormat.CosignTag : SignatureFormat.SigstoreBundle, signature.Format);
        Assert.Equal(1, signature.Signer.CertificateTimestamps);
        var (agrees, said) = await cosign.VerifyAsync(artifact);
        Assert.True(agrees == 0, said);

        await RefusedAsync(Authority(sigstore, subject: OtherWorkflow));
        await RefusedAsync(Authority(sigstore, issuer: OtherIssuer));
        Assert.NotEqual(0, (await cosign.VerifyAsync(artifact, OtherWorkflow)).ExitCode);
        Assert.NotEqual(0, (await cosign.VerifyAsync(artifact, issuer: OtherIssuer)).ExitCode);

        async Task RefusedAsync(Authority authority)
        {
            var refused = Assert.IsType<Verdict.Refused>(await VerifyAsync(client, artifact, authority));
            Assert.Equal(RefusalReason.NoTrustedSignature, refused.Reason);
        }
    }

    [RealPartsTheory]
    [InlineData(KeylessFlavour.Two)]
    [InlineData(KeylessFlavour.ThreeTiled)]
    public async Task Another_instances_signature_is_refused_although_it_names_the_same_identity(KeylessFlavour flavour)
    {
        using var elsewhere = new TestFolder();
        await using var registry = await RealRegistry.StartAsync(folder);
        await using var sigstore = await SigstoreServer.StartAsync(folder);
        await using var other = await SigstoreServer.StartAsync(elsewhere);
        var artifact = await PushAsync(registry.Writer);
        await new KeylessCosign(elsewhere, other, flavour).SignAsync(artifact);
        using var client = registry.NewClient(folder);
        Assert.IsType<Verdict.Refused>(await VerifyAsync(client, artifact, Authority(sigstore)));
        Assert.IsType<Verdict.Verified>(await VerifyAsync(client, artifact, Authority(other)));
    }

    [RealPartsFact]
    public async Task Two_identities_in_two_formats_count_as_two_and_one_twice_as_one()
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        await using var sigstore = await SigstoreServer.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        await new KeylessCosign(folder, sigstore, KeylessFlavour.Two).SignAsync(artifact);
        var three = new KeylessCosign(folder, sigstore, KeylessFlavour.Three);
        await three.SignAsync(artifact);
        using var client = registry.NewClient(folder);
        var policy = new VerificationPolicy([Authority(sigstore), Authority(sigstore, OtherWorkflow, OtherIssuer, "other")], require: 2);
        Assert.IsType<Verdict.Refused>(await VerifyAsync(client, artifact, policy));
        await three.SignAsync(artifact, IdentityToken.Of(OtherWorkflow, OtherIssuer));
        using var fresh = registry.NewClient(folder);
        Assert.Equal(2, Assert.IsType<Verdict.Verified>(await VerifyAsync(fresh, artifact, policy)).Signatures.Count);
    }

    [RealPartsTheory]
    [MemberData(nameof(Flavours))]
    public async Task A_moved_tag_and_a_copied_signature_are_refused(KeylessFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        await using var sigstore = await SigstoreServer.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer, tag: "1.0");
        await new KeylessCosign(folder, sigstore, flavour).SignAsync(artifact);
        var moved = await PushAsync(registry.Writer, "moved", "1.0");
        using var client = registry.NewClient(folder);
        var resolved = await client.ResolveAsync(ImageReference.ForTag(artifact.Repository, "1.0"), CancellationToken.None);
        Assert.Equal(moved.Digest, resolved.Digest);
        Assert.Equal(RefusalReason.NotSigned, Assert.IsType<Verdict.Refused>(await VerifyAsync(client, moved, Authority(sigstore))).Reason);
        if (flavour >= KeylessFlavour.Three) return;
        await Tampering.MoveTagSignatureAsync(registry.Writer, artifact, moved);
        using var fresh = registry.NewClient(folder);
        Assert.Equal(RefusalReason.WrongSubject, Assert.IsType<Verdict.Refused>(await VerifyAsync(fresh, moved, Authority(sigstore))).Reason);
    }

    [RealPartsTheory]
    [MemberData(nameof(Flavours))]
    public async Task What_is_changed_in_the_registrys_storage_is_never_verified(KeylessFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        await using var sigstore = await SigstoreServer.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        await new KeylessCosign(folder, sigstore, flavour).SignAsync(artifact);
        var proofs = 0;
        foreach (var file in Directory.GetFiles(Path.Combine(folder.Path, "data"), "data", SearchOption.AllDirectories))
        {
            var before = await File.ReadAllBytesAsync(file);
            // What carries the signature or names it: the payload, the bundle, and the manifests around them.
            if (!new[] { "cosign"u8.ToArray(), "dsseEnvelope"u8.ToArray(), "sigstore"u8.ToArray() }.Any(word => before.AsSpan().IndexOf(word) >= 0)) continue;
            proofs++;
            var changed = before.ToArray();
            changed[changed.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, changed);
            using var client = registry.NewClient(folder);
            Assert.IsNotType<Verdict.Verified>(await VerifyAsync(client, artifact, Authority(sigstore)));
            await File.WriteAllBytesAsync(file, before);
        }

        Assert.InRange(proofs, 2, 3);
        using var last = registry.NewClient(folder);
        Assert.IsType<Verdict.Verified>(await VerifyAsync(last, artifact, Authority(sigstore)));
    }

    [RealPartsTheory]
    [InlineData(KeylessFlavour.Two)]
    [InlineData(KeylessFlavour.TwoTimestamped)]
    [InlineData(KeylessFlavour.Three)]
    [InlineData(KeylessFlavour.ThreeTiled)]
    public async Task Attestations_of_every_type_are_found_dated_and_read_and_do_not_sign(KeylessFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        await using var sigstore = await SigstoreServer.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var cosign = new KeylessCosign(folder, sigstore, flavour);
        foreach (var (name, _, predicate) in Predicates) await cosign.AttestAsync(artifact, name, predicate);
        using (var early = registry.NewClient(folder))
        {
            var unsigned = Assert.IsType<Verdict.Refused>(await VerifyAsync(early, artifact, Authority(sigstore)));
            Assert.Equal(RefusalReason.NotSigned, unsigned.Reason);
        }

        await cosign.SignAsync(artifact);
        var requirements = Predicates.Select(p => new AttestationRequirement(p.Name, p.Type) { MaxAge = TimeSpan.FromHours(1), Authorities = ["ci"] }).ToArray();
        using var client = registry.NewClient(folder);
        var verdict = await VerifyAsync(client, artifact, new VerificationPolicy([Authority(sigstore)], attestations: requirements));
        Assert.True(verdict is Verdict.Verified, (verdict as Verdict.Refused)?.Message);
        Assert.Equal(Predicates.Select(p => p.Name), ((Verdict.Verified)verdict).Attestations.Select(a => a.Requirement));

        var other = new VerificationPolicy([Authority(sigstore), Authority(sigstore, OtherWorkflow, OtherIssuer, "other")], attestations: [requirements[0] with { Authorities = ["other"] }]);
        Assert.Equal(RefusalReason.AttestationUntrusted, Assert.IsType<Verdict.Refused>(await VerifyAsync(client, artifact, other)).Reason);
    }

    [RealPartsFact]
    public async Task An_attestation_in_the_log_as_intoto_is_read()
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        await using var sigstore = await SigstoreServer.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var cosign = new KeylessCosign(folder, sigstore, KeylessFlavour.Two);
        await cosign.SignAsync(artifact);
        await cosign.AttestAsync(artifact, "https://example.com/scan/v1", """{"findings":[]}""", "--rekor-entry-type", "intoto");
        using var client = registry.NewClient(folder);
        var policy = new VerificationPolicy([Authority(sigstore)], attestations: [new AttestationRequirement("scan", "https://example.com/scan/v1")]);
        var verdict = await VerifyAsync(client, artifact, policy);
        Assert.True(verdict is Verdict.Verified, (verdict as Verdict.Refused)?.Message);
    }

    [RealPartsFact]
    public async Task A_registry_that_goes_away_leaves_undecided_what_was_verified_before()
    {
        var registry = await RealRegistry.StartAsync(folder);
        await using var sigstore = await SigstoreServer.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        await new KeylessCosign(folder, sigstore, KeylessFlavour.Three).SignAsync(artifact);
        using (var client = registry.NewClient(folder)) Assert.IsType<Verdict.Verified>(await VerifyAsync(client, artifact, Authority(sigstore)));
        await registry.DisposeAsync();
        using var late = new RegistryClient(new RegistryClientOptions { Retries = 0 }, TimeProvider.System, new Random(1));
        Assert.IsType<Verdict.CouldNotCheck>(await VerifyAsync(late, artifact, Authority(sigstore)));
    }

    // cosign's short names, what they stand for, and the least that each takes as a predicate.
    private static readonly (string Name, string Type, string Predicate)[] Predicates =
    [
        ("slsaprovenance02", "https://slsa.dev/provenance/v0.2", """{"builder":{"id":"https://example.com/builder"},"buildType":"https://example.com/build"}"""),
        ("slsaprovenance1", "https://slsa.dev/provenance/v1", """{"buildDefinition":{"buildType":"https://example.com/build","externalParameters":{}},"runDetails":{"builder":{"id":"https://example.com/builder"}}}"""),
        ("spdxjson", "https://spdx.dev/Document", """{"spdxVersion":"SPDX-2.3","name":"revenue"}"""),
        ("cyclonedx", "https://cyclonedx.org/bom", """{"bomFormat":"CycloneDX","specVersion":"1.5"}"""),
        ("vuln", "https://cosign.sigstore.dev/attestation/vuln/v1", """{"invocation":{"uri":"https://example.com/run"},"scanner":{"uri":"https://example.com/scanner","version":"1","db":{"uri":"","version":""},"result":{}},"metadata":{"scanStartedOn":"2026-11-01T00:00:00Z","scanFinishedOn":"2026-11-01T00:01:00Z"}}"""),
        ("openvex", "https://openvex.dev/ns", """{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.com/vex/1","author":"example","timestamp":"2026-11-01T00:00:00Z","version":1,"statements":[]}"""),
        ("link", "https://in-toto.io/Link/v1", """{"_type":"link","name":"build","command":[],"materials":{},"products":{},"byproducts":{},"environment":{}}"""),
        ("https://example.com/scan/v1", "https://example.com/scan/v1", """{"findings":[]}"""),
    ];

    private static KeylessAuthority Authority(
        SigstoreServer sigstore, string subject = LeafRequest.Workflow, string issuer = LeafRequest.GitHub, string name = "ci") =>
        new(
            name, new CertificateIdentity(TextMatch.Exactly(issuer), TextMatch.Exactly(subject)),
            new TrustState.Known(TrustedRoot.Parse(File.ReadAllBytes(sigstore.RootFile))));

    private static Task<ArtifactReference> PushAsync(RegistryWriter writer, string content = "one", string? tag = null) =>
        writer.PushAsync(PackageArtifact.Build([PackageFile.Text("package.xml", content)]), "sf/finance/revenue", tag);

    private static Task<Verdict> VerifyAsync(IRegistryClient client, ArtifactReference artifact, Authority authority) =>
        VerifyAsync(client, artifact, new VerificationPolicy([authority]));

    private static Task<Verdict> VerifyAsync(IRegistryClient client, ArtifactReference artifact, VerificationPolicy policy) =>
        new SignatureVerifier(client, new SignatureVerifierOptions(), TimeProvider.System).VerifyAsync(artifact, policy, CancellationToken.None);
}
