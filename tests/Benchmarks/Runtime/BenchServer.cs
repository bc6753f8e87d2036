using System.Diagnostics;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>
/// The API server to measure against: the one that KUBECONFIG names, a control plane from the programs of KUBEBUILDER_ASSETS, or DevCluster
/// as a process of its own.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly Process? _process;
    private readonly string? _directory;

    private ControlPlane? _plane;

    private BenchServer(Process? process, string? directory, string kubeconfig) => (_process, _directory, Kubeconfig) = (process, directory, kubeconfig);

    public string Kubeconfig { get; }

    /// <summary>What it is, for the report.</summary>
    public string Name => _process is not null ? "DevCluster" : _plane is null ? "the server of KUBECONFIG" : "kube-apiserver";

    public static async Task<BenchServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } given)
            return new(null, null, given);
        if (ControlPlane.Assets is not null)
        {
            var plane = await ControlPlane.StartAsync(controllerManager: true);
            return new(null, null, plane.AdminKubeconfig) { _plane = plane };
        }

        var directory = Directory.CreateTempSubdirectory("bench-").FullName;
        var start = new ProcessStartInfo(Path.Combine(Checkout.Output("tests/DevCluster"), "devcluster"), ["--dir", directory, "--no-node"]) { RedirectStandardOutput = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync() is not { } line || !line.StartsWith("devcluster ready", StringComparison.Ordinal))
            throw new InvalidOperationException("DevCluster did not start.");
        return new(process, directory, Path.Combine(directory, "admin.kubeconfig"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_plane is not null)
            await _plane.DisposeAsync();
        else if (_process is null)
            await ClearAsync();
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory!, recursive: true);
    }

    private async Task ClearAsync()
    {
        using var client = new KubernetesClient(ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = Kubeconfig }, TimeProvider.System), TimeProvider.System);
        await RuntimeScene.ClearAsync(client);
    }
}
