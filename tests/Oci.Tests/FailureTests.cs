using System.Diagnostics;
using SegmentOperator.RegistrySim;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Oci.Tests;

public sealed class FailureTests
{
    // Passes the pauses between retries, and leaves the timeouts of requests, which are longer, alone.
    private static async Task PassPausesAsync(ManualTimeProvider time, Task until)
    {
        while (!until.IsCompleted) await PassPauseAsync(time);
    }

    private static async Task PassPauseAsync(ManualTimeProvider time)
    {
        if (time.NextTimer is { } next && next < TimeSpan.FromMinutes(1)) time.Advance(next);
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
    }

    private static Task<Manifest> GetAsync(TestRegistry registry, RegistryClient? client = null) =>
        (client ?? registry.Client).GetManifestAsync(registry.Tagged, CancellationToken.None);

    [Fact]
    public async Task A_failure_in_passing_is_tried_again()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Status(503), times: 2);
        registry.Server.Faults.Add(new RegistryFault.Down(), times: 1);
        Assert.Equal(registry.Artifact.Digest, (await GetAsync(registry)).Descriptor.Digest);
        Assert.InRange(registry.Server.Requests.Count, 4, 5);
    }

    [Fact]
    public async Task A_registry_that_stays_broken_could_not_be_asked()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Status(500));
        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry));
        Assert.Equal(500, (int)e.StatusCode!);
        Assert.Equal(4, registry.Server.Requests.Count);
    }

    [Fact]
    public async Task A_registry_that_is_not_there_could_not_be_asked()
    {
        await using var registry = await TestRegistry.StartAsync();
        await registry.Server.StopAsync();
        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry));
        Assert.Contains("refuses connections", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_could_not_be_asked()
    {
        using var client = new RegistryClient(TestRegistry.Quick with { Retries = 0 }, TimeProvider.System, new Random(1));
        await Assert.ThrowsAsync<RegistryUnavailableException>(
            () => client.ResolveAsync(ImageReference.Parse("registry.invalid/a:1"), CancellationToken.None));
    }

    [Fact]
    public async Task A_slow_registry_is_given_up_in_time()
    {
        await using var registry = await TestRegistry.StartAsync();
        var time = new ManualTimeProvider();
        using var client = registry.NewClient(
            TestRegistry.Quick with { RequestTimeout = TimeSpan.FromMinutes(2), Retries = 1, PlainHttpRegistries = [registry.Server.Host] }, time);
        registry.Server.Faults.Add(new RegistryFault.Slow(TimeSpan.FromMinutes(30)));
        var asked = GetAsync(registry, client);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            while (registry.Server.Requests.Count < attempt) await PassPauseAsync(time);
            time.Advance(TimeSpan.FromMinutes(2));
        }

        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => asked);
        Assert.Contains("did not answer within 120 s", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, registry.Server.Requests.Count);
    }

    [Fact]
    public async Task A_web_page_is_no_answer()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Garbage());
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry));
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => registry.Client.ResolveAsync(registry.Tagged, CancellationToken.None));
        await Assert.ThrowsAsync<RegistryUnavailableException>(
            () => registry.Client.GetReferrersAsync(registry.Artifact, null, CancellationToken.None));
        await Assert.ThrowsAsync<RegistryUnavailableException>(
            () => registry.Client.ListTagsAsync(registry.Artifact.Repository, CancellationToken.None));
    }

    [Fact]
    public async Task A_rate_limit_is_waited_out_as_long_as_it_is_short()
    {
        await using var registry = await TestRegistry.StartAsync();
        var time = new ManualTimeProvider();
        using var client = registry.NewClient(TestRegistry.Quick with { RequestTimeout = TimeSpan.FromMinutes(5) }, time);
        registry.Server.Faults.Add(new RegistryFault.TooManyRequests("4"), times: 1);
        var asked = GetAsync(registry, client);
        await PassPausesAsync(time, asked);
        Assert.Equal(registry.Artifact.Digest, (await asked).Descriptor.Digest);
        Assert.True(time.GetUtcNow() - new ManualTimeProvider().GetUtcNow() >= TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_long_rate_limit_is_handed_to_the_caller()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.TooManyRequests("120"));
        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry));
        Assert.Equal(TimeSpan.FromMinutes(2), e.RetryAfter);
        Assert.Single(registry.Server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_manifest_over_the_limit_is_not_read(bool byDigest)
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.HugeManifest());
        var e = await Assert.ThrowsAsync<RegistryContentException>(
            () => byDigest ? registry.Client.GetManifestAsync(registry.Artifact, CancellationToken.None) : GetAsync(registry));
        Assert.Equal(RegistryContentProblem.TooLarge, e.Problem);
    }

    [Fact]
    public async Task A_manifest_with_another_digest_is_not_used()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.WrongBytes());
        var e = await Assert.ThrowsAsync<RegistryContentException>(
            () => registry.Client.GetManifestAsync(registry.Artifact, CancellationToken.None));
        Assert.Equal(RegistryContentProblem.WrongDigest, e.Problem);
    }

    [Fact]
    public async Task Only_the_caller_who_cancels_gets_a_cancellation()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Slow(TimeSpan.FromMinutes(1)));
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registry.Client.GetManifestAsync(registry.Tagged, caller.Token));
    }

    [Fact]
    public async Task Requests_leave_spans_without_secrets()
    {
        await using var registry = await TestRegistry.StartAsync(
            new EmbeddedRegistryOptions { Authentication = RegistryAuthentication.Token, Password = "hunter2" });
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "SegmentOperator.Oci",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var client = registry.NewClient(TestRegistry.WithUser("tester", "hunter2"));
        await client.GetManifestAsync(registry.Artifact, CancellationToken.None);
        var own = spans.Where(s => s.TagObjects.Any(t => Equals(t.Value, registry.Server.Host))).ToArray();
        Assert.Equal("registry manifest.get", Assert.Single(own).OperationName);
        var text = string.Join(' ', own.SelectMany(s => s.TagObjects).Select(t => t.ToString()));
        Assert.Contains("200", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain(registry.Server.Requests[^1].Authorization!.Split(' ')[1], text, StringComparison.Ordinal);
    }
}
