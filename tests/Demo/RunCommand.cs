using System.Runtime.InteropServices;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.Demo;

/// <summary>Starts everything, leaves it running, and tells a person what to type.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var port = arguments is ["--port", var text] && int.TryParse(text, out var number) ? number : 0;
        var directory = Path.Combine(Checkout.Root, "artifacts", "run");
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await using var world = await World.StartAsync(new WorldOptions { Directory = directory, Port = port, DeployDuration = TimeSpan.FromSeconds(5), Log = Console.Error.WriteLine });
        await world.StartOperator().WaitUntilReadyAsync(TimeSpan.FromSeconds(60));
        await PrepareAsync(world);
        Console.WriteLine(Guide(world));
        await ended.Task;
        return await world.Operator!.StopAsync();
    }

    private static async Task PrepareAsync(World world)
    {
        var files = PackageFile.FromFolder(Path.Combine(Checkout.Root, "tests", "Packages", "revenue"));
        var signed = await world.PushAsync("sf/finance/revenue", "1.4.2", files, world.FinanceKey);
        var unsigned = await world.PushAsync("sf/finance/revenue", "1.5.0-rc1", files.Append(PackageFile.Text("NOTES.txt", "not signed")), key: null);
        await WriteAsync(world, "segment.yaml", WorldManifests.Segment(world, "finance", world.FinanceKey.PublicKeyPem, "Finance production"));
        await WriteAsync(world, "deploy.yaml", WorldManifests.Request("revenue-142", "finance", signed));
        await WriteAsync(world, "unsigned.yaml", WorldManifests.Request("revenue-150", "finance", unsigned));
        await WriteAsync(world, "grant.yaml", WorldManifests.Grant("incident-42", "finance", "1m"));
        await world.Admin.ApplyFileAsync(Path.Combine(world.Directory, "segment.yaml"));
    }

    private static Task WriteAsync(World world, string name, string yaml) => File.WriteAllTextAsync(Path.Combine(world.Directory, name), yaml + "\n");

    private static string Guide(World world) => $"""

        Running: Kubernetes API {world.Cluster.Address}  registry {world.Registry.Host}  org {world.Org.InstanceUrl}
                 metrics {world.Operator!.Health}metrics  log {world.Operator.LogFile}

          export KUBECONFIG={Path.Combine(world.Directory, "admin.kubeconfig")}
          kubectl get segments
          kubectl --kubeconfig {Path.Combine(world.Directory, "alice.kubeconfig")} apply -f {Path.Combine(world.Directory, "deploy.yaml")}     # signed: deployed
          kubectl --kubeconfig {Path.Combine(world.Directory, "alice.kubeconfig")} apply -f {Path.Combine(world.Directory, "unsigned.yaml")}   # unsigned: denied
          kubectl --kubeconfig {Path.Combine(world.Directory, "alice.kubeconfig")} apply -f {Path.Combine(world.Directory, "grant.yaml")}      # bob may look for a minute
          kubectl -n team-revenue get deploymentrequests,accessgrants -w
          kubectl -n team-revenue describe deploymentrequest revenue-142

        Ctrl-C ends everything.
        """;
}
