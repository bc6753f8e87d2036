using System.Diagnostics;
using System.Globalization;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>
/// How long it takes to list many objects: in pages of 500, as clients read them, and by <c>kubectl get</c>, the whole command, beside one
/// that finds a single object.
/// </summary>
internal static class Listing
{
    private const int Rounds = 5;
    private const int Page = 500;

    public static async Task RunAsync(RuntimeScene scene, int size, string kubeconfig)
    {
        var (ns, small) = (await scene.MapsAsync(size), await scene.MapsAsync(1));
        var paged = await MedianAsync(() => PagesAsync(scene.Client, ns, size));
        Console.WriteLine($"list_{size}_pages_of_{Page}_ms={paged:0}");
        if (RealParts.AreSkipped)
            return;
        foreach (var kubectl in (string[])["kubectl-1.36"])
        {
            var whole = await MedianAsync(() => KubectlAsync(kubectl, kubeconfig, ns, size));
            var start = await MedianAsync(() => KubectlAsync(kubectl, kubeconfig, small, 1));
            Console.WriteLine($"list_{size}_{kubectl}_ms={whole:0} of_one_object={start:0}");
        }
    }

    private static async Task PagesAsync(IKubernetesClient client, string ns, int size)
    {
        var read = 0;
        for (string? next = null; ;)
        {
            var page = await client.ListAsync<ConfigMap>(new ListOptions { Namespace = ns, Limit = Page, Continue = next }, default);
            read += page.Items.Count;
            next = page.Metadata?.Continue;
            if (string.IsNullOrEmpty(next))
                break;
        }

        Require(read, size);
    }

    private static async Task KubectlAsync(string program, string kubeconfig, string ns, int size)
    {
        var start = new ProcessStartInfo(RealParts.Find(program), ["--kubeconfig", kubeconfig, "get", "configmaps", "-n", ns, "--no-headers"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var read = 0;
        while (await process.StandardOutput.ReadLineAsync() is not null)
            read++;
        await process.WaitForExitAsync();
        Require(read, size);
    }

    /// <summary>Every namespace also has the authorities of the cluster in a ConfigMap, once a controller has put them there.</summary>
    private static void Require(int read, int size)
    {
        if (read < size || read > size + 1)
            throw new InvalidOperationException($"{read.ToString(CultureInfo.InvariantCulture)} objects were listed; there are {size}.");
    }

    private static async Task<double> MedianAsync(Func<Task> list)
    {
        var took = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await list();
            took.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return took.Order().ElementAt(Rounds / 2);
    }
}
