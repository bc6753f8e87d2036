using System.Diagnostics;
using System.Globalization;
using SegmentOperator.DevCluster.Node.Logs;

namespace SegmentOperator.DevCluster.Node.Processes;

/// <summary>A container's process while it runs.</summary>
internal sealed class ContainerProcess
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SetUpPoll = TimeSpan.FromMilliseconds(5);
    private readonly Process _process;
    private readonly int _id;
    private readonly bool _ownPidNamespace;

    private ContainerProcess(Process process, bool ownPidNamespace, ContainerLog log, TimeProvider time)
    {
        _process = process;
        _id = process.Id;
        _ownPidNamespace = ownPidNamespace;
        Exited = WaitAsync(log, time);
    }

    /// <summary>The exit code, 128 and the signal's number after a signal; complete when the log is, too. Never fails.</summary>
    public Task<int> Exited { get; }

    /// <summary>Returns when the container's own program runs, or could not be started.</summary>
    public static async Task<ContainerProcess> StartAsync(
        ProcessLauncher launcher, ProcessStartInfo start, bool ownPidNamespace, ContainerLog log, TimeProvider time)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = await launcher.StartAsync(start);
        process.StandardInput.Close();
        var container = new ContainerProcess(process, ownPidNamespace, log, time);
        while (ownPidNamespace && !container.Exited.IsCompleted && container.IsBeingSetUp())
            await Task.WhenAny(container.Exited, Task.Delay(SetUpPoll, time, CancellationToken.None));
        return container;
    }

    /// <summary>Asks the container's first process, and only that, to end, as a kubelet does.</summary>
    public void Terminate()
    {
        if (Exited.IsCompleted)
            return;
        if (FirstProcess() is { } process)
            _ = Tools.Signal(process, Tools.Terminate);
        else
            Kill();
    }

    /// <summary>Ends everything in the container.</summary>
    public void Kill()
    {
        if (Exited.IsCompleted)
            return;
        // They share the session's process group, and the end of a PID namespace's first process ends all in it.
        _ = Tools.Signal(-_id, Tools.KillSignal);
    }

    // With a PID namespace the child of the waiting shell; null while it is being set up.
    private int? FirstProcess()
    {
        if (!_ownPidNamespace)
            return _id;
        try
        {
            var children = File.ReadAllText($"/proc/{_id}/task/{_id}/children");
            return int.TryParse(children.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var child) ? child : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Until its last exec a container's first process is the script, or one of the programs by which it drops its privileges.
    private bool IsBeingSetUp()
    {
        try
        {
            return FirstProcess() is not { } first || File.ReadAllText($"/proc/{first}/cmdline") is var line &&
                (line.Contains(PrivateRoot.ScriptName, StringComparison.Ordinal) || line.Contains("\0--pdeathsig\0", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<int> WaitAsync(ContainerLog log, TimeProvider time)
    {
        using var drain = new CancellationTokenSource();
        // Disposing the process leaves the ends of its pipes to the finalizer.
        await using var stdout = _process.StandardOutput.BaseStream;
        await using var stderr = _process.StandardError.BaseStream;
        var output = Task.WhenAll(log.CopyAsync("stdout", stdout, drain.Token), log.CopyAsync("stderr", stderr, drain.Token));
        await _process.WaitForExitAsync(CancellationToken.None);
        if (!_ownPidNamespace)
            _ = Tools.Signal(-_id, Tools.KillSignal);
        try
        {
            await output.WaitAsync(DrainTime, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // A process that left the group still holds the pipe; it is not waited for.
            await drain.CancelAsync();
        }
        log.Complete();
        var code = _process.ExitCode;
        _process.Dispose();
        return code;
    }
}
