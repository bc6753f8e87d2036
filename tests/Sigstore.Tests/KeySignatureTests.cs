using System.Security.Cryptography;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests;

public sealed class KeySignatureTests
{
    [Fact]
    public async Task A_signature_under_the_tag_is_verified()
    {
        await using var registry = await SignedRegistry.StartAsync();
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        var evidence = Assert.Single((await registry.VerifiedAsync()).Signatures);
        Assert.Equal("release", evidence.Authority);
        Assert.Equal(SignatureFormat.CosignTag, evidence.Format);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bundle_is_verified_with_and_without_the_referrers_API(bool referrers)
    {
        await using var registry = await SignedRegistry.StartAsync(referrers);
        var bundle = await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        var evidence = Assert.Single((await registry.VerifiedAsync()).Signatures);
        Assert.Equal(SignatureFormat.SigstoreBundle, evidence.Format);
        Assert.Equal(bundle.Digest.ToString(), evidence.Source);
    }

    [Fact]
    public async Task An_unsigned_artifact_is_not_signed()
    {
        await using var registry = await SignedRegistry.StartAsync();
        await registry.RefusedAsync(RefusalReason.NotSigned);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_attestation_is_no_signature(bool marked)
    {
        await using var registry = await SignedRegistry.StartAsync();
        const string type = "https://slsa.dev/provenance/v1";
        var bundle = CosignSigner.Bundle(CosignSigner.Statement(registry.Artifact.Digest, type), registry.Key);
        await registry.Signer.AttachBundleAsync(registry.Artifact, bundle, marked ? type : CosignSigner.SignaturePredicate);
        var refused = await registry.RefusedAsync(RefusalReason.NotSigned);
        Assert.Contains("1 attestation beside it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_by_another_key_is_not_trusted()
    {
        await using var registry = await SignedRegistry.StartAsync();
        using var stranger = SigningKey.Generate();
        await registry.Signer.SignTagAsync(registry.Artifact, stranger);
        await registry.Signer.SignBundleAsync(registry.Artifact, stranger);
        await registry.RefusedAsync(RefusalReason.NoTrustedSignature);
    }

    [Fact]
    public async Task A_tag_signature_moved_to_another_digest_is_refused()
    {
        await using var registry = await SignedRegistry.StartAsync();
        var other = await registry.PushOtherAsync();
        await registry.Signer.SignTagAsync(other, registry.Key);
        await Tampering.MoveTagSignatureAsync(registry.Writer, other, registry.Artifact);
        await registry.RefusedAsync(RefusalReason.WrongSubject);
    }

    [Fact]
    public async Task A_bundle_moved_to_another_digest_is_refused()
    {
        await using var registry = await SignedRegistry.StartAsync();
        var other = await registry.PushOtherAsync();
        await Tampering.MoveBundleAsync(registry.Writer, other.Digest, registry.Artifact, registry.Key);
        await registry.RefusedAsync(RefusalReason.WrongSubject);
    }

    [Fact]
    public async Task Neither_format_hides_the_other()
    {
        await using var registry = await SignedRegistry.StartAsync();
        using var second = SigningKey.Generate();
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        await registry.Signer.SignBundleAsync(registry.Artifact, second);
        var verified = await registry.VerifiedAsync(SignedRegistry.PolicyOf(2, ("release", registry.Key), ("security", second)));
        Assert.Equal(
            [("release", SignatureFormat.CosignTag), ("security", SignatureFormat.SigstoreBundle)],
            verified.Signatures.Select(s => (s.Authority, s.Format)));
    }

    [Fact]
    public async Task One_authority_in_both_formats_counts_once()
    {
        await using var registry = await SignedRegistry.StartAsync();
        using var second = SigningKey.Generate();
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        var refused = await registry.RefusedAsync(
            RefusalReason.TooFewAuthorities, SignedRegistry.PolicyOf(2, ("release", registry.Key), ("security", second)));
        Assert.Contains("'release' only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_signature_among_bad_ones_counts()
    {
        await using var registry = await SignedRegistry.StartAsync();
        using var stranger = SigningKey.Generate();
        await registry.Signer.AttachTagAsync(registry.Artifact, [("not json"u8.ToArray(), [1, 2, 3])]);
        for (var i = 0; i < 5; i++) await registry.Signer.SignTagAsync(registry.Artifact, stranger);
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        await registry.VerifiedAsync();
    }

    [Theory]
    [InlineData("nistP256", "SHA256")]
    [InlineData("nistP384", "SHA384")]
    [InlineData("nistP384", "SHA256")]
    [InlineData("nistP521", "SHA512")]
    public async Task Every_curve_is_verified(string curve, string hash)
    {
        await using var registry = await SignedRegistry.StartAsync();
        using var key = SigningKey.Generate(ECCurve.CreateFromFriendlyName(curve), new HashAlgorithmName(hash));
        await registry.Signer.SignBundleAsync(registry.Artifact, key);
        await registry.VerifiedAsync(SignedRegistry.PolicyOf(1, ("a", key)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RSA_is_verified_with_both_paddings(bool pss)
    {
        await using var registry = await SignedRegistry.StartAsync();
        using var key = SigningKey.GenerateRsa(pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        await registry.Signer.SignTagAsync(registry.Artifact, key);
        await registry.VerifiedAsync(SignedRegistry.PolicyOf(1, ("a", key)));
    }

    [Fact]
    public async Task More_signatures_than_are_looked_at_are_refused_and_said()
    {
        await using var registry = await SignedRegistry.StartAsync();
        using var stranger = SigningKey.Generate();
        var payload = System.Text.Encoding.UTF8.GetBytes(CosignSigner.SimpleSigning(registry.Artifact, registry.Artifact.Digest));
        await registry.Signer.AttachTagAsync(registry.Artifact, Enumerable.Repeat((payload, stranger.Sign(payload)), 64));
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        await registry.RefusedAsync(RefusalReason.TooManySignatures);
    }
}
