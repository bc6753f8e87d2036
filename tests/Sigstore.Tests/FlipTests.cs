using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>Golden signatures with anything about them changed.</summary>
public sealed class FlipTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SigningKey key = SigningKey.Generate();
    private readonly ArtifactReference artifact = new RepositoryReference("registry.example.com", "sf/a").At(Digest.Compute("the artifact"u8));
    private readonly VerificationPolicy policy;

    public FlipTests() => policy = SignedRegistry.PolicyOf(1, ("release", key));

    public void Dispose() => key.Dispose();

    private Verdict Decide(params SignatureMaterial[] materials) =>
        PolicyVerifier.Verify(new SubjectArtifact(artifact.Digest), new Findings { Materials = materials }, policy, Now);

    private static SignatureMaterial Tag(byte[] payload, byte[] signature) => SignatureMaterial.FromSignatureLayer(
        payload, new Dictionary<string, string>(StringComparer.Ordinal) { [CosignSigner.SignatureAnnotation] = Convert.ToBase64String(signature) }, "tag");

    private static SignatureMaterial Bundle(string json) => SignatureMaterial.FromBundle(Encoding.UTF8.GetBytes(json), "bundle");

    private static byte[] Signed(SignatureMaterial bundle) => ((SignedContent.Statement)bundle.Content).Signed;

    private static string With(string json, byte[]? payload = null, byte[]? signature = null)
    {
        var root = JsonNode.Parse(json)!;
        if (payload is not null) root["dsseEnvelope"]!["payload"] = Convert.ToBase64String(payload);
        if (signature is not null) root["dsseEnvelope"]!["signatures"]![0]!["sig"] = Convert.ToBase64String(signature);
        return root.ToJsonString();
    }

    // What cannot be read is no material, and nothing is verified without some.
    private Verdict? TryDecide(Func<SignatureMaterial> read)
    {
        try
        {
            return Decide(read());
        }
        catch (MalformedException)
        {
            return null;
        }
    }

    [Fact]
    public void Every_flipped_bit_of_payload_and_signature_is_refused()
    {
        var payload = Encoding.UTF8.GetBytes(CosignSigner.SimpleSigning(artifact, artifact.Digest));
        var signature = key.Sign(payload);
        Assert.IsType<Verdict.Verified>(Decide(Tag(payload, signature)));
        foreach (var flipped in Flips(payload))
            Assert.IsNotType<Verdict.Verified>(TryDecide(() => Tag(flipped, signature)));
        foreach (var flipped in Flips(signature))
            Assert.IsNotType<Verdict.Verified>(Decide(Tag(payload, flipped)));
    }

    [Fact]
    public void Every_flipped_bit_of_statement_and_envelope_signature_is_refused()
    {
        var json = CosignSigner.Bundle(CosignSigner.Statement(artifact.Digest, CosignSigner.SignaturePredicate), key);
        Assert.IsType<Verdict.Verified>(Decide(Bundle(json)));
        var envelope = ((SignedContent.Statement)Bundle(json).Content).Envelope;
        foreach (var flipped in Flips(envelope.Payload)) Assert.IsNotType<Verdict.Verified>(TryDecide(() => Bundle(With(json, payload: flipped))));
        foreach (var flipped in Flips(envelope.Signature)) Assert.IsNotType<Verdict.Verified>(TryDecide(() => Bundle(With(json, signature: flipped))));
    }

    [Fact]
    public void A_bundle_with_any_character_changed_is_refused_unless_what_is_signed_is_the_same()
    {
        var json = CosignSigner.Bundle(CosignSigner.Statement(artifact.Digest, CosignSigner.SignaturePredicate), key);
        var good = Bundle(json);
        for (var at = 0; at < json.Length; at++)
        {
            foreach (var c in "A\"\\{}0z=,:\0")
            {
                var changed = json[..at] + c + json[(at + 1)..];
                if (TryDecide(() => Bundle(changed)) is not Verdict.Verified) continue;
                var read = Bundle(changed);
                Assert.Equal(Signed(good), Signed(read));
                Assert.Equal(good.Signature, read.Signature);
            }
        }
    }

    [Fact]
    public void Parts_swapped_between_two_good_bundles_are_refused()
    {
        var other = artifact with { Digest = Digest.Compute("another"u8) };
        var one = JsonNode.Parse(CosignSigner.Bundle(CosignSigner.Statement(artifact.Digest, CosignSigner.SignaturePredicate), key))!;
        var two = JsonNode.Parse(CosignSigner.Bundle(CosignSigner.Statement(other.Digest, CosignSigner.SignaturePredicate), key))!;
        foreach (var part in new[] { "payload", "signatures" })
        {
            var swapped = one.DeepClone();
            swapped["dsseEnvelope"]![part] = two["dsseEnvelope"]![part]!.DeepClone();
            Assert.IsNotType<Verdict.Verified>(Decide(Bundle(swapped.ToJsonString())));
        }
    }

    [Fact]
    public void A_signature_of_one_format_is_none_of_the_other()
    {
        var payload = Encoding.UTF8.GetBytes(CosignSigner.SimpleSigning(artifact, artifact.Digest));
        var json = CosignSigner.Bundle(CosignSigner.Statement(artifact.Digest, CosignSigner.SignaturePredicate), key);
        Assert.IsNotType<Verdict.Verified>(Decide(Tag(payload, Bundle(json).Signature)));
        Assert.IsNotType<Verdict.Verified>(Decide(Bundle(With(json, signature: key.Sign(payload)))));
        var statement = Encoding.UTF8.GetBytes(CosignSigner.Statement(artifact.Digest, CosignSigner.SignaturePredicate));
        Assert.IsNotType<Verdict.Verified>(Decide(Bundle(With(json, signature: key.Sign(statement)))));
    }

    [Theory]
    [InlineData("""{"critical":{"type":"cosign container image signature","image":{"docker-manifest-digest":"DIGEST"}}}""", true)]
    [InlineData("""{"critical":{"type":"something else","image":{"docker-manifest-digest":"DIGEST"}}}""", false)]
    [InlineData("""{"critical":{"image":{"docker-manifest-digest":"DIGEST"}}}""", false)]
    [InlineData("""{"critical":{"type":"cosign container image signature","image":{}}}""", false)]
    [InlineData("""{"critical":{"type":"cosign container image signature","image":{"docker-manifest-digest":["DIGEST"]}}}""", false)]
    [InlineData("""{"critical":{"type":"cosign container image signature","image":{"docker-manifest-digest":"x","docker-manifest-digest":"DIGEST"}}}""", false)]
    [InlineData("""{"optional":{"critical":{"type":"cosign container image signature","image":{"docker-manifest-digest":"DIGEST"}}}}""", false)]
    [InlineData("""["DIGEST"]""", false)]
    public void A_signed_payload_counts_only_if_it_says_what_a_signature_says(string template, bool counts)
    {
        var payload = Encoding.UTF8.GetBytes(template.Replace("DIGEST", artifact.Digest.ToString(), StringComparison.Ordinal));
        Assert.Equal(counts, TryDecide(() => Tag(payload, key.Sign(payload))) is Verdict.Verified);
    }

    [Theory]
    [InlineData("https://in-toto.io/Statement/v1", "https://sigstore.dev/cosign/sign/v1", true)]
    [InlineData("https://in-toto.io/Statement/v0.1", "https://sigstore.dev/cosign/sign/v1", true)]
    [InlineData("https://in-toto.io/Statement/v2", "https://sigstore.dev/cosign/sign/v1", false)]
    [InlineData("https://in-toto.io/Statement/v1", "https://sigstore.dev/cosign/sign/v2", false)]
    [InlineData("https://in-toto.io/Statement/v1", "https://slsa.dev/provenance/v1", false)]
    public void A_statement_counts_only_if_it_is_a_signatures(string type, string predicate, bool counts)
    {
        var statement = CosignSigner.Statement(artifact.Digest, predicate).Replace("https://in-toto.io/Statement/v1", type, StringComparison.Ordinal);
        Assert.Equal(counts, TryDecide(() => Bundle(CosignSigner.Bundle(statement, key))) is Verdict.Verified);
    }

    [Theory]
    [InlineData("AQID", true)]
    [InlineData("-_8=", true)]
    [InlineData("+/8=", true)]
    [InlineData("+/8", true)]
    [InlineData("AQ==", true)]
    [InlineData("AR==", false)]
    [InlineData("AQ=", false)]
    [InlineData("AQ===", false)]
    [InlineData("A Q==", false)]
    [InlineData("AQ==\n", false)]
    [InlineData("A", false)]
    [InlineData("=", false)]
    public void Base64_has_one_spelling(string text, bool good)
    {
        if (good) Assert.NotEmpty(Base64.Decode(text, "it"));
        else Assert.Throws<MalformedException>(() => Base64.Decode(text, "it"));
    }

    [Fact]
    public void Any_text_is_read_or_malformed_and_never_crashes_a_parser() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<byte[]>(), (text, bytes) =>
        {
            var inputs = new[] { Encoding.UTF8.GetBytes(text ?? ""), bytes ?? [], Encoding.UTF8.GetBytes($"{{\"critical\":{text},\"mediaType\":{text}}}") };
            foreach (var input in inputs)
            {
                TryDecide(() => Tag(input, input));
                TryDecide(() => Bundle(Encoding.UTF8.GetString(input)));
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Deep_nesting_is_malformed()
    {
        var deep = "{\"critical\":" + new string('[', 1000) + new string(']', 1000) + "}";
        Assert.Throws<MalformedException>(() => SimpleSigning.DigestOf(Encoding.UTF8.GetBytes(deep)));
    }

    private static IEnumerable<byte[]> Flips(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= (byte)(1 << bit);
                yield return flipped;
            }
        }
    }
}
