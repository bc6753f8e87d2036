using SegmentOperator.RegistrySim;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>A registry that fails is never "not signed", and never "verified".</summary>
public sealed class RegistryFailureTests
{
    public static TheoryData<string> Faults => ["down", "garbage", "limited", "broken", "unavailable"];

    private static RegistryFault Fault(string name) => name switch
    {
        "down" => new RegistryFault.Down(),
        "garbage" => new RegistryFault.Garbage(),
        "limited" => new RegistryFault.TooManyRequests("30"),
        "broken" => new RegistryFault.Status(500),
        _ => new RegistryFault.Status(503),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Nothing_is_known_when_everything_fails(string fault)
    {
        await using var registry = await SignedRegistry.StartAsync();
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        registry.Server.Faults.Add(Fault(fault));
        var verdict = Assert.IsType<Verdict.CouldNotCheck>(await registry.VerifyAsync());
        Assert.Equal(fault == "limited" ? TimeSpan.FromSeconds(30) : null, verdict.RetryAfter);
    }

    [Theory]
    [InlineData("/referrers/")]
    [InlineData(".sig")]
    public async Task A_failed_listing_is_not_an_empty_one(string path)
    {
        await using var registry = await SignedRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Status(500), when: r => r.Path.Contains(path, StringComparison.Ordinal));
        Assert.IsType<Verdict.CouldNotCheck>(await registry.VerifyAsync());
    }

    [Fact]
    public async Task A_failed_listing_does_not_matter_when_the_rest_suffices()
    {
        await using var registry = await SignedRegistry.StartAsync();
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        registry.Server.Faults.Add(
            new RegistryFault.Status(500), when: r => r.Path.Contains("/referrers/", StringComparison.Ordinal));
        await registry.VerifiedAsync();
    }

    [Theory]
    [InlineData("/blobs/")]
    [InlineData("/manifests/")]
    public async Task Bytes_that_are_not_what_they_claim_tell_nothing(string path)
    {
        await using var registry = await SignedRegistry.StartAsync();
        await registry.Signer.SignBundleAsync(registry.Artifact, registry.Key);
        registry.Server.Faults.Add(new RegistryFault.WrongBytes(), when: r => r.Path.Contains(path, StringComparison.Ordinal));
        Assert.IsType<Verdict.CouldNotCheck>(await registry.VerifyAsync());
    }

    [Fact]
    public async Task A_registry_that_was_down_is_asked_again()
    {
        var time = new TestSupport.ManualTimeProvider();
        await using var registry = await SignedRegistry.StartAsync(time: time);
        await registry.Signer.SignTagAsync(registry.Artifact, registry.Key);
        registry.Server.Faults.Add(new RegistryFault.Down());
        Assert.IsType<Verdict.CouldNotCheck>(await registry.VerifyAsync());
        registry.Server.Faults.Clear();
        time.Advance(TimeSpan.FromSeconds(2));
        await registry.VerifiedAsync();
    }

    [Fact]
    public async Task A_cancelled_caller_gets_no_verdict()
    {
        await using var registry = await SignedRegistry.StartAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => registry.Verifier.VerifyAsync(registry.Artifact, registry.Policy, cancelled.Token));
        await registry.RefusedAsync(RefusalReason.NotSigned);
    }
}
