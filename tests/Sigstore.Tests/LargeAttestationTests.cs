using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>What scanners write has megabytes: it is read, within bounds that are told.</summary>
public sealed class LargeAttestationTests
{
    private const string Sarif = "https://docs.oasis-open.org/sarif/sarif/v2.1.0";
    private const string Sbom = "https://cyclonedx.org/bom";
    private const string EnvelopeType = "application/vnd.dsse.envelope.v1+json";
    private const string StatementType = "application/vnd.in-toto+json";
    private readonly ManualTimeProvider time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_predicate_of_several_megabytes_is_read_whole(bool bundle)
    {
        const int length = 5 * 1024 * 1024;
        await using var registry = await AttestedAsync(bundle, length);
        var evidence = Assert.Single((await registry.VerifiedAsync(Demanding(registry, Sarif))).Attestations);
        using var predicate = JsonDocument.Parse(evidence.Predicate);
        Assert.Equal(length, predicate.RootElement.GetProperty("text").GetString()!.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_too_large_is_not_read_and_the_refusal_says_so(bool bundle)
    {
        const int length = 2 * 1024 * 1024;
        await using var registry = await AttestedAsync(bundle, length);
        var refused = await RefusedAsync(registry, new SignatureVerifierOptions { SignatureSizeLimit = length }, RefusalReason.AttestationMissing, Sarif);
        Assert.Contains("at most 2097152 are read", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_they_are_too_much_together_the_last_ones_count()
    {
        await using var registry = await SignedRegistry.StartAsync(time: time);
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        const int length = 2 * 1024 * 1024;
        await AttachUnderTagAsync(registry, ("https://example.com/small", 10), (Sarif, length), (Sbom, length));
        var options = new SignatureVerifierOptions { LargeTotalLimit = 3 * length / 2 };
        var verifier = new SignatureVerifier(registry.Client, options, time);
        var verdict = await verifier.VerifyAsync(registry.Artifact, Demanding(registry, "https://example.com/small", Sbom), CancellationToken.None);
        Assert.Equal(2, Assert.IsType<Verdict.Verified>(verdict).Attestations.Count);
        Assert.Contains("remove old ones", await RefusedAsync(registry, options, RefusalReason.TooManySignatures, Sarif, Sbom), StringComparison.Ordinal);
    }

    /// <returns>A registry whose artifact is signed and has one attestation of that length, as a bundle or under cosign's tag.</returns>
    private async Task<SignedRegistry> AttestedAsync(bool bundle, int length)
    {
        var registry = await SignedRegistry.StartAsync(time: time);
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        if (bundle)
            await registry.Signer.AttachBundleAsync(registry.Artifact, CosignSigner.Bundle(Statement(registry, Sarif, length), registry.Key), Sarif);
        else
            await AttachUnderTagAsync(registry, (Sarif, length));
        return registry;
    }

    private async Task<string> RefusedAsync(SignedRegistry registry, SignatureVerifierOptions options, RefusalReason reason, params string[] types)
    {
        var verifier = new SignatureVerifier(registry.Client, options, time);
        var refused = Assert.IsType<Verdict.Refused>(await verifier.VerifyAsync(registry.Artifact, Demanding(registry, types), CancellationToken.None));
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }

    private static VerificationPolicy Demanding(SignedRegistry registry, params string[] types) => new(
        [new KeyAuthority("release", registry.Key.PublicKeyPem)], attestations: [.. types.Select((type, i) => new AttestationRequirement($"a{i}", type))]);

    private static string Statement(SignedRegistry registry, string type, int length)
    {
        var statement = JsonNode.Parse(CosignSigner.Statement(registry.Artifact.Digest, type))!;
        statement["predicate"] = new JsonObject { ["text"] = new string('x', length) };
        return statement.ToJsonString();
    }

    private static async Task AttachUnderTagAsync(SignedRegistry registry, params (string Type, int Length)[] attestations)
    {
        var layers = attestations.Select(attestation =>
        {
            var payload = Encoding.UTF8.GetBytes(Statement(registry, attestation.Type, attestation.Length));
            var envelope = new JsonObject
            {
                ["payloadType"] = StatementType,
                ["payload"] = Convert.ToBase64String(payload),
                ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(registry.Key.Sign(CosignSigner.PreAuthentication(StatementType, payload))) }),
            };
            return new Blob(EnvelopeType, Encoding.UTF8.GetBytes(envelope.ToJsonString()), new Dictionary<string, string> { ["predicateType"] = attestation.Type });
        });
        var built = BuiltArtifact.Create(null, new Blob("application/vnd.oci.image.config.v1+json", "{}"u8.ToArray()), [.. layers], subject: null, annotations: null);
        foreach (var blob in built.Blobs)
            await registry.Writer.PushBlobAsync(SignedRegistry.Repository, blob.Content);
        await registry.Writer.PushManifestAsync(SignedRegistry.Repository, $"sha256-{registry.Artifact.Digest.Hex}.att", built.MediaType, built.Manifest);
    }
}
