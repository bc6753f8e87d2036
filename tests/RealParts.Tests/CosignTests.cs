using SegmentOperator.Oci;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;
using SegmentOperator.Sigstore;

namespace SegmentOperator.RealParts.Tests;

[Trait("Category", "RealParts")]
public sealed class CosignTests : IDisposable
{
    private const string Repository = "sf/finance/revenue";
    private readonly TestFolder folder = new();

    public static TheoryData<CosignFlavour> Flavours => [.. Enum.GetValues<CosignFlavour>()];

    public void Dispose() => folder.Dispose();

    private static Task<ArtifactReference> PushAsync(RegistryWriter writer, string content = "one") =>
        writer.PushAsync(PackageArtifact.Build([PackageFile.Text("package.xml", content)]), Repository);

    private static async Task<Verdict> VerifyAsync(IRegistryClient client, ArtifactReference artifact, string publicKey) =>
        await new SignatureVerifier(client, new SignatureVerifierOptions(), TimeProvider.System).VerifyAsync(
            artifact, new VerificationPolicy([new KeyAuthority("release", publicKey)]), CancellationToken.None);

    private static SignatureFormat FormatOf(CosignFlavour flavour) =>
        flavour == CosignFlavour.ThreeBundle ? SignatureFormat.SigstoreBundle : SignatureFormat.CosignTag;

    [RealPartsTheory]
    [MemberData(nameof(Flavours))]
    public async Task What_cosign_signs_is_verified_and_nothing_else_is(CosignFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var other = await PushAsync(registry.Writer, "two");
        var cosign = await Cosign.CreateAsync(folder, flavour);
        var stranger = await Cosign.CreateAsync(folder, flavour, "stranger");
        await cosign.SignAsync(artifact);
        using var client = registry.NewClient(folder);

        var verified = Assert.IsType<Verdict.Verified>(await VerifyAsync(client, artifact, cosign.PublicKey));
        Assert.Equal(FormatOf(flavour), Assert.Single(verified.Signatures).Format);
        var refused = Assert.IsType<Verdict.Refused>(await VerifyAsync(client, artifact, stranger.PublicKey));
        Assert.Equal(RefusalReason.NoTrustedSignature, refused.Reason);
        var unsigned = Assert.IsType<Verdict.Refused>(await VerifyAsync(client, other, cosign.PublicKey));
        Assert.Equal(RefusalReason.NotSigned, unsigned.Reason);
    }

    [RealPartsTheory]
    [InlineData(CosignFlavour.Two, Protection.Basic)]
    [InlineData(CosignFlavour.ThreeBundle, Protection.Basic)]
    [InlineData(CosignFlavour.Two, Protection.Token)]
    [InlineData(CosignFlavour.ThreeBundle, Protection.Token)]
    [InlineData(CosignFlavour.ThreeBundle, Protection.TlsAndBasic)]
    [InlineData(CosignFlavour.Two, Protection.Tls)]
    public async Task Signatures_are_verified_through_every_protection(CosignFlavour flavour, Protection protection)
    {
        await using var registry = await RealRegistry.StartAsync(folder, protection);
        var artifact = await PushAsync(registry.Writer);
        var cosign = await Cosign.CreateAsync(folder, flavour);
        await cosign.SignAsync(artifact, registry.Authority is null ? null : new X509Authority(Path.Combine(folder.Path, "ca.pem")));
        using var client = registry.NewClient(folder);
        Assert.IsType<Verdict.Verified>(await VerifyAsync(client, artifact, cosign.PublicKey));
    }

    [RealPartsTheory]
    [MemberData(nameof(Flavours))]
    public async Task The_embedded_registry_takes_cosigns_signatures(CosignFlavour flavour)
    {
        await using var registry = await EmbeddedRegistry.StartAsync();
        using var writer = new RegistryWriter(registry.Address);
        var artifact = await PushAsync(writer);
        var cosign = await Cosign.CreateAsync(folder, flavour);
        await cosign.SignAsync(artifact);
        using var client = new RegistryClient(new RegistryClientOptions(), TimeProvider.System, new Random(1));
        var verified = Assert.IsType<Verdict.Verified>(await VerifyAsync(client, artifact, cosign.PublicKey));
        Assert.Equal(FormatOf(flavour), Assert.Single(verified.Signatures).Format);
    }

    [RealPartsTheory]
    [InlineData(CosignFlavour.Two)]
    [InlineData(CosignFlavour.ThreeBundle)]
    public async Task An_attestation_by_the_right_key_is_no_signature(CosignFlavour flavour)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var cosign = await Cosign.CreateAsync(folder, flavour);
        await cosign.AttestAsync(artifact);
        using var client = registry.NewClient(folder);
        var refused = Assert.IsType<Verdict.Refused>(await VerifyAsync(client, artifact, cosign.PublicKey));
        Assert.Equal(RefusalReason.NotSigned, refused.Reason);
    }

    [RealPartsFact]
    public async Task Two_signers_of_two_generations_count_as_two()
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var old = await Cosign.CreateAsync(folder, CosignFlavour.Two, "old");
        var recent = await Cosign.CreateAsync(folder, CosignFlavour.ThreeBundle, "recent");
        await old.SignAsync(artifact);
        await recent.SignAsync(artifact);
        using var client = registry.NewClient(folder);
        var policy = new VerificationPolicy([new KeyAuthority("old", old.PublicKey), new KeyAuthority("recent", recent.PublicKey)], require: 2);
        var verdict = await new SignatureVerifier(client, new SignatureVerifierOptions(), TimeProvider.System)
            .VerifyAsync(artifact, policy, CancellationToken.None);
        Assert.Equal(2, Assert.IsType<Verdict.Verified>(verdict).Signatures.Count);
    }

    [RealPartsFact]
    public async Task A_moved_signature_is_refused()
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        var other = await PushAsync(registry.Writer, "two");
        var cosign = await Cosign.CreateAsync(folder, CosignFlavour.Two);
        await cosign.SignAsync(artifact);
        await Tampering.MoveTagSignatureAsync(registry.Writer, artifact, other);
        using var client = registry.NewClient(folder);
        var refused = Assert.IsType<Verdict.Refused>(await VerifyAsync(client, other, cosign.PublicKey));
        Assert.Equal(RefusalReason.WrongSubject, refused.Reason);
    }

    [RealPartsTheory]
    [InlineData(CosignFlavour.Two, false)]
    [InlineData(CosignFlavour.ThreeTag, false)]
    [InlineData(CosignFlavour.ThreeBundle, true)]
    public async Task cosign_verifies_what_our_own_test_code_signs(CosignFlavour flavour, bool bundle)
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await PushAsync(registry.Writer);
        using var key = SigningKey.Generate();
        var signer = new CosignSigner(registry.Writer);
        if (bundle) await signer.SignBundleAsync(artifact, key);
        else await signer.SignTagAsync(artifact, key);
        var cosign = await Cosign.CreateAsync(folder, flavour);
        await cosign.VerifyAsync(artifact, key.PublicKeyPem);
        using var stranger = SigningKey.Generate();
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => cosign.VerifyAsync(artifact, stranger.PublicKeyPem));
    }
}
