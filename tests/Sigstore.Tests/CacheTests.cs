using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests;

public sealed class CacheTests
{
    private readonly TestSupport.ManualTimeProvider time = new();

    [Fact]
    public async Task A_positive_verdict_is_kept_and_needs_no_request()
    {
        await using var registry = await SignedRegistry.StartAsync(time: time);
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        var first = await registry.VerifiedAsync();
        registry.Server.ForgetRequests();
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(first.VerifiedAt, (await registry.VerifiedAsync()).VerifiedAt);
        Assert.Empty(registry.Server.Requests);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotEqual(first.VerifiedAt, (await registry.VerifiedAsync()).VerifiedAt);
    }

    [Fact]
    public async Task A_refusal_is_kept_briefly()
    {
        await using var registry = await SignedRegistry.StartAsync(time: time);
        var first = await registry.RefusedAsync(RefusalReason.NotSigned);
        registry.Server.ForgetRequests();
        Assert.Same(first, await registry.RefusedAsync(RefusalReason.NotSigned));
        Assert.Empty(registry.Server.Requests);
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        time.Advance(TimeSpan.FromSeconds(11));
        await registry.VerifiedAsync();
    }

    [Fact]
    public async Task Another_policy_has_another_verdict()
    {
        await using var registry = await SignedRegistry.StartAsync(time: time);
        using var stranger = SigningKey.Generate();
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        await registry.VerifiedAsync();
        await registry.RefusedAsync(RefusalReason.NoTrustedSignature, SignedRegistry.PolicyOf(1, ("release", stranger)));
    }

    [Fact]
    public async Task Three_authorities_cost_no_more_requests_than_one()
    {
        await using var registry = await SignedRegistry.StartAsync(time: time);
        using var second = SigningKey.Generate();
        using var third = SigningKey.Generate();
        await registry.Signer.SignBundleAsync(registry.Artifact, third);
        registry.Server.ForgetRequests();
        await registry.VerifiedAsync(SignedRegistry.PolicyOf(1, ("a", registry.Key), ("b", second), ("c", third)));
        Assert.Equal(3, registry.Server.Requests.Count);
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_read()
    {
        await using var registry = await SignedRegistry.StartAsync();
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        registry.Server.ForgetRequests();
        registry.Server.Faults.Add(new RegistrySim.RegistryFault.Slow(TimeSpan.FromMilliseconds(200)));
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => registry.VerifyAsync()));
        Assert.All(verdicts, v => Assert.IsType<Verdict.Verified>(v));
        Assert.Equal(3, registry.Server.Requests.Count);
    }

    [Fact]
    public void The_cache_is_bounded()
    {
        var cache = new VerdictCache(new SignatureVerifierOptions { CacheSize = 3 }, time);
        using var key = SigningKey.Generate();
        var policy = SignedRegistry.PolicyOf(1, ("a", key));
        var repository = new RepositoryReference("registry.example.com", "a");
        var artifacts = Enumerable.Range(0, 5).Select(i => repository.At(Digest.Compute([(byte)i]))).ToArray();
        foreach (var artifact in artifacts) cache.Keep(artifact, policy, new Verdict.Refused(RefusalReason.NotSigned, "no"));
        Assert.Equal([false, false, true, true, true], artifacts.Select(a => cache.Find(a, policy) is not null));
    }
}
