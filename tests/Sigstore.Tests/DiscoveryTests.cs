using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Oci;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>What is found beside an artifact, wherever it lies, and what finding it costs.</summary>
public sealed class DiscoveryTests
{
    private const string Scan = "https://cosign.sigstore.dev/attestation/vuln/v1";
    private readonly ManualTimeProvider time = new();

    private static VerificationPolicy Attested(SigningKey key, params string[] types) => new(
        [new KeyAuthority("release", key.PublicKeyPem)], attestations: [.. types.Select((type, i) => new AttestationRequirement($"a{i}", type))]);

    private static async Task AttestUnderTagAsync(SignedRegistry registry, params string[] types)
    {
        var layers = new List<Blob>();
        foreach (var type in types)
        {
            var payload = Encoding.UTF8.GetBytes(CosignSigner.Statement(registry.Artifact.Digest, type));
            var signature = registry.Key.Sign(CosignSigner.PreAuthentication("application/vnd.in-toto+json", payload));
            var envelope = new JsonObject
            {
                ["payloadType"] = "application/vnd.in-toto+json",
                ["payload"] = Convert.ToBase64String(payload),
                ["signatures"] = new JsonArray(new JsonObject { ["keyid"] = "", ["sig"] = Convert.ToBase64String(signature) }),
            };
            layers.Add(new Blob("application/vnd.dsse.envelope.v1+json", Encoding.UTF8.GetBytes(envelope.ToJsonString()), new Dictionary<string, string> { ["predicateType"] = type, ["dev.cosignproject.cosign/signature"] = "" }));
        }

        var built = BuiltArtifact.Create(null, new Blob("application/vnd.oci.image.config.v1+json", "{}"u8.ToArray()), [.. layers], subject: null, annotations: null);
        foreach (var blob in built.Blobs) await registry.Writer.PushBlobAsync(SignedRegistry.Repository, blob.Content);
        await registry.Writer.PushManifestAsync(SignedRegistry.Repository, $"sha256-{registry.Artifact.Digest.Hex}.att", built.MediaType, built.Manifest);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task Fifty_artifacts_of_three_authorities_cost_three_requests_each_and_none_again(bool bundle, bool referrers)
    {
        await using var registry = await SignedRegistry.StartAsync(referrers, time);
        using var second = SigningKey.Generate();
        using var third = SigningKey.Generate();
        var artifacts = new List<ArtifactReference>();
        for (var i = 0; i < 50; i++)
        {
            artifacts.Add(await registry.PushOtherAsync($"<Package n=\"{i}\"/>"));
            if (bundle) await registry.Signer.SignBundleAsync(artifacts[i], third);
            else await registry.Signer.SignTagAsync(artifacts[i], third);
        }

        registry.Server.ForgetRequests();
        VerificationPolicy[] policies =
        [
            SignedRegistry.PolicyOf(1, ("a", registry.Key), ("b", second), ("c", third)), SignedRegistry.PolicyOf(1, ("c", third)), SignedRegistry.PolicyOf(1, ("b", second), ("c", third)),
        ];

        // One at a time, at once, and by three policies: what is read is read once. The first request learns whether there is an API.
        foreach (var artifact in artifacts.Take(25))
        {
            foreach (var policy in policies) Assert.IsType<Verdict.Verified>(await registry.Verifier.VerifyAsync(artifact, policy, default));
        }

        await Task.WhenAll(artifacts.Skip(25).SelectMany(artifact => policies.Select(policy => registry.Verifier.VerifyAsync(artifact, policy, default))));
        Assert.InRange(registry.Server.Requests.Count, 1, (50 * 3) + (referrers ? 0 : 1));

        registry.Server.ForgetRequests();
        time.Advance(TimeSpan.FromMinutes(59));
        foreach (var artifact in artifacts) Assert.IsType<Verdict.Verified>(await registry.Verifier.VerifyAsync(artifact, policies[0], default));
        Assert.Empty(registry.Server.Requests);
    }

    [Fact]
    public async Task What_was_read_by_its_digest_is_not_read_again_when_a_verdict_is_renewed()
    {
        await using var registry = await SignedRegistry.StartAsync(time: time);
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        await registry.VerifiedAsync();
        time.Advance(TimeSpan.FromMinutes(61));
        registry.Server.ForgetRequests();
        await registry.VerifiedAsync();
        Assert.EndsWith($"/referrers/{registry.Artifact.Digest}", Assert.Single(registry.Server.Requests).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attestations_are_found_in_either_place_and_neither_hides_the_other(bool referrers)
    {
        await using var registry = await SignedRegistry.StartAsync(referrers, time);
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        await AttestUnderTagAsync(registry, "https://example.com/old", Scan);
        await registry.Signer.AttestAsync(registry.Artifact, registry.Key, "https://example.com/new");
        var verified = await registry.VerifiedAsync(Attested(registry.Key, Scan, "https://example.com/new", "https://example.com/old"));
        Assert.Equal(
            [SignatureFormat.CosignTag, SignatureFormat.SigstoreBundle, SignatureFormat.CosignTag], verified.Attestations.Select(a => a.By.Format));
        await registry.RefusedAsync(RefusalReason.AttestationMissing, Attested(registry.Key, Scan, "https://example.com/none"));
    }

    [Fact]
    public async Task Attestations_that_nobody_asks_for_are_not_read()
    {
        await using var registry = await SignedRegistry.StartAsync(time: time);
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        await registry.Signer.AttestAsync(registry.Artifact, registry.Key, Scan);
        await AttestUnderTagAsync(registry, Scan);
        registry.Server.ForgetRequests();
        await registry.VerifiedAsync();
        Assert.Equal(3, registry.Server.Requests.Count);
    }

    [Theory]
    [InlineData(".sig")]
    [InlineData(".att")]
    [InlineData("/referrers/")]
    public async Task A_place_that_cannot_be_read_could_hold_what_is_missing(string path)
    {
        await using var registry = await SignedRegistry.StartAsync(time: time);
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        registry.Server.Faults.Add(new RegistryFault.Status(500), when: r => r.Path.Contains(path, StringComparison.Ordinal));
        Assert.IsType<Verdict.CouldNotCheck>(await registry.VerifyAsync(Attested(registry.Key, Scan)));
    }

    [Fact]
    public async Task An_attestation_that_must_be_recent_needs_a_proven_time()
    {
        await using var registry = await SignedRegistry.StartAsync(time: time);
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        await registry.Signer.AttestAsync(registry.Artifact, registry.Key, Scan);
        await registry.RefusedAsync(RefusalReason.AttestationUndated, new VerificationPolicy(
            [new KeyAuthority("release", registry.Key.PublicKeyPem)], attestations: [new AttestationRequirement("scan", Scan) { MaxAge = TimeSpan.FromDays(7) }]));
    }

    [Fact]
    public async Task A_mirror_that_has_the_signatures_is_enough()
    {
        await using var registry = await SignedRegistry.StartAsync();
        await using var mirror = await SignedRegistry.StartAsync();
        await mirror.Signer.SignTagAsync(mirror.Artifact, registry.Key);
        registry.Server.ForgetRequests();
        Assert.IsType<Verdict.Verified>(await Mirrored(registry, mirror).VerifyAsync(registry.Artifact, registry.Policy, default));
        Assert.Empty(registry.Server.Requests);
    }

    [Fact]
    public async Task What_a_mirror_lacks_or_fails_at_the_registry_has()
    {
        await using var registry = await SignedRegistry.StartAsync();
        await using var mirror = await SignedRegistry.StartAsync();
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        Assert.IsType<Verdict.Verified>(await Mirrored(registry, mirror).VerifyAsync(registry.Artifact, registry.Policy, default));
        mirror.Server.Faults.Add(new RegistryFault.Status(500));
        Assert.IsType<Verdict.Verified>(await Mirrored(registry, mirror).VerifyAsync(registry.Artifact, registry.Policy, default));
        using var stranger = SigningKey.Generate();
        var refused = Assert.IsType<Verdict.Refused>(await Mirrored(registry, mirror).VerifyAsync(registry.Artifact, SignedRegistry.PolicyOf(1, ("x", stranger)), default));
        Assert.Equal(RefusalReason.NoTrustedSignature, refused.Reason);
    }

    [Fact]
    public async Task Two_signers_may_lie_in_two_places()
    {
        await using var registry = await SignedRegistry.StartAsync();
        await using var mirror = await SignedRegistry.StartAsync();
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        await mirror.Signer.SignTagAsync(mirror.Artifact, mirror.Key);
        var policy = SignedRegistry.PolicyOf(2, ("a", registry.Key), ("b", mirror.Key));
        Assert.IsType<Verdict.Verified>(await Mirrored(registry, mirror).VerifyAsync(registry.Artifact, policy, default));
    }

    [Fact]
    public async Task Nothing_is_refused_while_the_registry_behind_a_mirror_cannot_be_read()
    {
        await using var registry = await SignedRegistry.StartAsync();
        await using var mirror = await SignedRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Status(500));
        Assert.IsType<Verdict.CouldNotCheck>(await Mirrored(registry, mirror).VerifyAsync(registry.Artifact, registry.Policy, default));
    }

    private static SignatureVerifier Mirrored(SignedRegistry registry, SignedRegistry mirror) => new(
        new MirroredRegistryClient(registry.Client, new MirrorMap([new(registry.Server.Host, [mirror.Server.Host])]), TimeProvider.System),
        new SignatureVerifierOptions(), TimeProvider.System);
}
