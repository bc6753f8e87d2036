using System.Runtime.InteropServices;
using System.Text;
using SegmentOperator.DevCluster;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(ProgramOptions.Usage);
    return 0;
}

ProgramOptions options;
try
{
    options = ProgramOptions.Parse(args, line => Console.Error.WriteLine(line));
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"devcluster: {exception.Message}");
    Console.Error.WriteLine(ProgramOptions.Usage);
    return 2;
}

var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

await using var cluster = await EmbeddedCluster.StartAsync(options.Cluster);
Directory.CreateDirectory(options.Directory);
foreach (var user in options.Cluster.Users)
    Write(user.Name, cluster.KubeconfigFor(user.Name));
Write("admin", cluster.AdminKubeconfig);
Console.WriteLine($"devcluster ready: {cluster.Address} KUBECONFIG={Path.Combine(Path.GetFullPath(options.Directory), "admin.kubeconfig")}");
await ended.Task;
return 0;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ended.TrySetResult();
}

// Kubeconfigs hold credentials: only their owner reads them.
void Write(string user, string kubeconfig)
{
    var path = Path.Combine(options.Directory, $"{user.Replace('/', '_')}.kubeconfig");
    using var file = new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });
    file.Write(Encoding.UTF8.GetBytes(kubeconfig));
}
