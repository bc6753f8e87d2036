using System.Globalization;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>One measurement, in its own process.</summary>
internal static class RuntimeChild
{
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        var (what, number) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = arguments[2] }, TimeProvider.System);
        using var client = new KubernetesClient(configuration, TimeProvider.System);
        var scene = new RuntimeScene(configuration, client);
        await (what switch
        {
            "throughput" => Throughput.RunAsync(scene, number),
            "latency" => EventLatency.RunAsync(scene, number),
            "sync" => InitialSync.RunAsync(scene, number),
            "list" => Listing.RunAsync(scene, number, arguments[2]),
            _ => Rest.RunAsync(scene, number),
        });
    }
}
