using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Node.Logs;
using SegmentOperator.DevCluster.Node.Processes;
using SegmentOperator.DevCluster.Node.Volumes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>One container of a pod over all its starts.</summary>
internal sealed class PodContainer(
    NodeServices node, JsonObject pod, JsonObject spec, bool isInit, string podDirectory, PodVolumes volumes, Action changed)
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ContainerProcess? _process;
    private ContainerLog? _log;

    public JsonObject Spec => spec;

    public string Name { get; } = spec.Text("name") ?? "";

    public string ImageReference { get; } = spec.Text("image") ?? "";

    public bool IsInit => isInit;

    /// <summary>Whether it is an init container that goes on beside the others until they are done.</summary>
    public bool IsSidecar { get; } = isInit && spec.Text("restartPolicy") == "Always";

    /// <summary>Complete once it has run for the first time.</summary>
    public Task Started => _started.Task;

    public ContainerState State { get; private set; } =
        new Waiting(pod.Objects("spec", "initContainers").Any() ? "PodInitializing" : "ContainerCreating");

    public ContainerState? LastState { get; private set; }

    public int RestartCount { get; private set; }

    public string ContainerId { get; private set; } = "";

    /// <summary>Runs the container, again after a failure where the pod's restart policy says so, until it is over or stopped.</summary>
    /// <param name="restart">Whether an exit code calls for another start.</param>
    /// <param name="stop">Ends it: SIGTERM now, SIGKILL when <paramref name="kill"/> is cancelled.</param>
    public async Task RunAsync(Func<int, bool> restart, CancellationToken stop, CancellationToken kill)
    {
        var backOff = TimeSpan.Zero;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var image = await PullAsync(stop);
                var launch = await ConfigureAsync(image, stop);
                await RunOnceAsync(launch, stop, kill);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            if (State is not Terminated ended || stop.IsCancellationRequested || !restart(ended.ExitCode))
                break;
            backOff = Next(backOff, ended);
            LastState = ended;
            if (backOff > TimeSpan.Zero && !await BackOffAsync(backOff, stop))
                break;
            RestartCount++;
        }
    }

    /// <summary>The log file of the running or last start, or that of the start before it; null when there is none.</summary>
    public string? LogFile(bool previous)
    {
        var start = File.Exists(LogOf(RestartCount)) ? RestartCount : RestartCount - 1;
        if (previous && State is not Waiting)
            start--;
        return previous && LastState is null || !File.Exists(LogOf(start)) ? null : LogOf(start);
    }

    public bool LogIsComplete => _log is null || _log.IsComplete;

    // The first restart comes at once; a container that ran for ten minutes is forgiven.
    private TimeSpan Next(TimeSpan last, Terminated ended)
    {
        if (RestartCount == 0 || ended.Finished - ended.Started > LongestBackOff * 2)
            return TimeSpan.Zero;
        return last == TimeSpan.Zero ? node.Options.FirstBackOff : last * 2 < LongestBackOff ? last * 2 : LongestBackOff;
    }

    private async Task<bool> BackOffAsync(TimeSpan time, CancellationToken stop)
    {
        var where = $"{pod.Name()}_{pod.Namespace()}({pod.Uid()})";
        Become(new Waiting("CrashLoopBackOff", $"back-off {(int)time.TotalSeconds}s restarting failed container={Name} pod={where}"));
        Emit("Warning", "BackOff", $"Back-off restarting failed container {Name} in pod {where}");
        try
        {
            await Task.Delay(time, node.Time, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<Image> PullAsync(CancellationToken stop)
    {
        var backOff = node.Options.FirstBackOff;
        while (true)
        {
            string why;
            try
            {
                if (node.Images.Find(ImageReference) is { } image)
                {
                    Emit("Normal", "Pulled", $"Container image \"{ImageReference}\" already present on machine");
                    return image;
                }
                why = "this node knows no such image; map it with --image PREFIX=PATH or NodeOptions.Images";
            }
            catch (FileNotFoundException exception)
            {
                why = exception.Message;
            }
            Emit("Normal", "Pulling", $"Pulling image \"{ImageReference}\"");
            Emit("Warning", "Failed", $"Failed to pull image \"{ImageReference}\": {why}");
            Emit("Warning", "Failed", "Error: ErrImagePull");
            Become(new Waiting("ErrImagePull", $"failed to pull image \"{ImageReference}\": {why}"));
            await Task.Delay(node.Options.RetryPeriod, node.Time, stop);
            Emit("Normal", "BackOff", $"Back-off pulling image \"{ImageReference}\"");
            Emit("Warning", "Failed", "Error: ImagePullBackOff");
            Become(new Waiting("ImagePullBackOff", $"Back-off pulling image \"{ImageReference}\": ErrImagePull: {why}"));
            await Task.Delay(backOff, node.Time, stop);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
        }
    }

    private async Task<ContainerLaunch> ConfigureAsync(Image image, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var directory = DirectoryOf(RestartCount);
                Discard(directory);
                Discard(DirectoryOf(RestartCount - 2));
                Directory.CreateDirectory(directory);
                var sources = new ConfigSources(node.Cluster, pod.Namespace());
                return new LaunchBuilder(pod, spec, image, node, volumes).Build(directory, sources);
            }
            catch (Exception e) when (e is ContainerConfigException or ApiException)
            {
                Emit("Warning", "Failed", $"Error: {e.Message}");
                Become(new Waiting("CreateContainerConfigError", e.Message));
            }
            await Task.Delay(node.Options.RetryPeriod, node.Time, stop);
        }
    }

    private async Task RunOnceAsync(ContainerLaunch launch, CancellationToken stop, CancellationToken kill)
    {
        ContainerId = $"devcluster://{node.Cluster.Ids.Uid().Replace("-", "", StringComparison.Ordinal)}";
        Emit("Normal", "Created", $"Container created");
        var started = node.Time.GetUtcNow();
        using var log = new ContainerLog(Path.Combine(launch.StateDirectory, "log"), node.Time);
        _log = log;
        try
        {
            var start = node.PrivateRoot is { } root ? root.Prepare(launch) : PlainRoot.Prepare(launch);
            _process = await ContainerProcess.StartAsync(node.Launcher, start, node.PrivateRoot is not null, log, TimeProvider.System);
        }
        catch (Exception e) when (e is ContainerStartException or ContainerConfigException or IOException or System.ComponentModel.Win32Exception)
        {
            FailStart(e.Message, started);
            return;
        }
        if (StartError(launch) is { } error)
        {
            await _process.Exited;
            FailStart(error, started);
            return;
        }
        Emit("Normal", "Started", $"Container started");
        Become(new Running(started));
        int code;
        using (stop.UnsafeRegister(_ => { Emit("Normal", "Killing", $"Stopping container {Name}"); _process.Terminate(); }, null))
        using (kill.UnsafeRegister(_ => _process.Kill(), null))
            code = await _process.Exited;
        // The word of what could not be started may come with the end of what was to start it.
        if (StartError(launch) is { } late)
        {
            FailStart(late, started);
            return;
        }
        Become(new Terminated(code, code == 0 ? "Completed" : "Error",
            TerminationMessage.Read(launch, spec, log.Path, code), started, node.Time.GetUtcNow(), ContainerId));
    }

    private static void Discard(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    private static string? StartError(ContainerLaunch launch) =>
        File.Exists(launch.ErrorFile) && File.ReadAllText(launch.ErrorFile).Trim() is { Length: > 0 } text ? text : null;

    private void FailStart(string why, DateTimeOffset started)
    {
        var message = $"failed to start container \"{Name}\": {why}";
        Emit("Warning", "Failed", $"Error: {message}");
        Become(new Terminated(128, "StartError", message, started, node.Time.GetUtcNow(), ContainerId));
    }

    /// <summary>Accounts for a container that was never started in a pod that is over.</summary>
    public void GiveUp()
    {
        if (State is not Terminated)
            State = new Terminated(137, "ContainerStatusUnknown", "The container could not be located when the pod was terminated",
                DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, ContainerId);
    }

    private void Become(ContainerState state)
    {
        State = state;
        if (state is Running)
            _started.TrySetResult();
        changed();
    }

    private void Emit(string type, string reason, string message) =>
        node.Events.Emit(pod, type, reason, message, $"spec.{(isInit ? "initContainers" : "containers")}{{{Name}}}");

    private string LogOf(int start) => Path.Combine(DirectoryOf(start), "log");

    private string DirectoryOf(int start) => Path.Combine(podDirectory, "containers", Name, $"{start}");
}
