using System.Globalization;
using SegmentOperator.Kubernetes;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.Benchmarks.Soak;

/// <summary>
/// The operator under steady load in a storm, its watches torn again and again, for MINUTES after a warm-up: its memory, handles and
/// threads must be flat, the leader must stay, and work must go on to the last minute. What has ended is deleted, so that what the operator
/// has to remember stays the same.
/// </summary>
internal static class SoakBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A small nursery: what is reachable shows in the resident memory at once, and not only after the next large collection. A leak grows
    /// as ever.
    /// </summary>
    private static readonly Dictionary<string, string> Environs = new(StringComparer.Ordinal) { ["DOTNET_GCgen0size"] = "800000" };

    /// <returns>0 when nothing grew.</returns>
    public static async Task<int> RunAsync()
    {
        var minutes = double.TryParse(Environment.GetEnvironmentVariable("MINUTES"), CultureInfo.InvariantCulture, out var given) ? given : 20;
        await using var world = await Scene.SetAsync();
        var process = world.StartOperator(Environs, "--pod-retention", "00:01:00");
        await process.WaitUntilReadyAsync(Scene.Patience);
        await world.Admin.ApplyYamlAsync(WorldManifests.Segment(world, "finance", world.FinanceKey.PublicKeyPem, "Finance production"));
        await Scene.ReadyAsync(world, "finance");
        var artifact = await world.PushAsync("sf/finance/revenue", "1", PackageFile.FromFolder(Path.Combine(Checkout.Root, "tests", "Packages", "revenue")), world.FinanceKey);
        Storm.Begin(world.Cluster.Faults, seed: 1);
        Storm.Silence(world.Cluster.Faults, seed: 1);
        var load = new SoakLoad(world, artifact);
        var leader = await LeaderAsync(world);
        var samples = new List<ProcessSample>();
        var (started, told, ended) = (TimeProvider.System.GetTimestamp(), 0, 0);
        for (TimeSpan passed; (passed = TimeProvider.System.GetElapsedTime(started)) < WarmUp + TimeSpan.FromMinutes(minutes);)
        {
            await load.StepAsync();
            await Task.Delay(Every, TimeProvider.System);
            if (!process.IsRunning)
            {
                Console.Error.WriteLine($"The operator ended after {passed.TotalMinutes:0.0} minutes. See {process.LogFile}.");
                return 1;
            }

            var sample = ProcessSample.Of(process.Id);
            if (passed >= WarmUp)
                samples.Add(sample);
            if (passed.TotalMinutes < told + 1)
                continue;
            told++;
            Console.WriteLine($"after {told} min{(passed < WarmUp + TimeSpan.FromMinutes(1) ? " (warm-up)" : "")}: {sample}, {load}, {world.Cluster.Faults.Injected} calls struck, leader {(await LeaderAsync(world) == leader ? "stayed" : "changed")}");
            if (load.Ended == ended)
            {
                Console.Error.WriteLine($"No request and no grant ended within the last minute. See {process.LogFile}.");
                return 1;
            }

            ended = load.Ended;
        }

        var wrong = SoakVerdict.Of(samples).ToList();
        if (await LeaderAsync(world) is var last && last != leader)
            wrong.Add($"the leader changed, from {leader} to {last}");
        Console.WriteLine(wrong.Count == 0 ? $"Flat over {minutes} minutes, under one leader." : $"Not as it should be: {string.Join("; ", wrong)}.");
        return wrong.Count == 0 ? 0 : 1;
    }

    private static async Task<string> LeaderAsync(World world)
    {
        var lease = await world.Admin.GetAsync<Lease>("segment-operator", World.OperatorNamespace, default);
        return $"{lease.Spec?.HolderIdentity} ({lease.Spec?.LeaseTransitions ?? 0} transitions)";
    }
}
