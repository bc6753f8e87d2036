using System.Globalization;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.Benchmarks.Soak;

/// <summary>
/// The operator under steady load, its watches torn again and again, for MINUTES: its memory, handles and threads must be flat. Ended
/// requests and grants are deleted, so that what it has to remember stays the same.
/// </summary>
internal static class SoakBenchmark
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(45);

    /// <returns>0 when nothing grew.</returns>
    public static async Task<int> RunAsync()
    {
        var minutes = double.TryParse(Environment.GetEnvironmentVariable("MINUTES"), CultureInfo.InvariantCulture, out var given) ? given : 20;
        await using var world = await Scene.SetAsync();
        var process = world.StartOperator("--pod-retention", "00:01:00");
        await process.WaitUntilReadyAsync(Scene.Patience);
        await world.Admin.ApplyYamlAsync(WorldManifests.Segment(world, "finance", world.FinanceKey.PublicKeyPem, "Finance production"));
        await Scene.ReadyAsync(world, "finance");
        var artifact = await world.PushAsync("sf/finance/revenue", "1", PackageFile.FromFolder(Path.Combine(Checkout.Root, "tests", "Packages", "revenue")), world.FinanceKey);
        Storm.Begin(world.Cluster.Faults, seed: 1);
        var samples = new List<ProcessSample>();
        var started = TimeProvider.System.GetTimestamp();
        for (var number = 0; TimeProvider.System.GetElapsedTime(started).TotalMinutes < minutes; number++)
        {
            await world.As("alice").ApplyYamlAsync(WorldManifests.Request($"request-{number}", "finance", artifact));
            await world.As("alice").ApplyYamlAsync(WorldManifests.Grant($"grant-{number}", "finance", "5s"));
            await SweepAsync(world);
            await Task.Delay(Every, TimeProvider.System);
            if (!process.IsRunning)
            {
                Console.Error.WriteLine($"The operator ended after {TimeProvider.System.GetElapsedTime(started).TotalMinutes:0.0} minutes. See {process.LogFile}.");
                return 1;
            }

            samples.Add(ProcessSample.Of(process.Id));
            if (number % 30 == 0)
                Console.WriteLine($"after {TimeProvider.System.GetElapsedTime(started).TotalMinutes:0.0} min: {samples[^1]}, {number + 1} requests and grants, {world.Cluster.Faults.Injected} calls struck");
        }

        var grew = SoakVerdict.Of(samples);
        Console.WriteLine(grew.Count == 0 ? $"Flat over {minutes} minutes." : $"Grew: {string.Join("; ", grew)}.");
        return grew.Count == 0 ? 0 : 1;
    }

    private static async Task SweepAsync(World world)
    {
        var before = TimeProvider.System.GetUtcNow() - Kept;
        foreach (var request in (await world.Admin.ListAsync<DeploymentRequest>(new ListOptions(), default)).Items)
        {
            if (request.Metadata.CreationTimestamp < before && request.Status?.Phase is { } phase && phase.IsTerminal())
                await world.Admin.DeleteAsync<DeploymentRequest>(request.Metadata.Name!, request.Metadata.Namespace, new DeleteOptions(), default);
        }

        foreach (var grant in (await world.Admin.ListAsync<AccessGrant>(new ListOptions(), default)).Items)
        {
            if (grant.Metadata.CreationTimestamp < before && grant.Status?.Phase is { } phase && phase.IsTerminal())
                await world.Admin.DeleteAsync<AccessGrant>(grant.Metadata.Name!, grant.Metadata.Namespace, new DeleteOptions(), default);
        }
    }
}
