using SegmentOperator.DevCluster.Node.Logs;

namespace SegmentOperator.DevCluster.Node.Processes;

/// <summary>Finds out what this machine permits, by starting a container that does nothing.</summary>
internal static class IsolationProbe
{
    /// <summary>The isolation to use, and, where it is <see cref="Isolation.None"/> by need, why.</summary>
    public static async Task<(Isolation Isolation, string? Why)> ChooseAsync(
        Isolation wanted, string scriptPath, string directory, ProcessLauncher launcher, TimeProvider time)
    {
        if (wanted == Isolation.None)
            return (Isolation.None, null);
        var candidate = wanted == Isolation.Automatic
            ? Tools.IsRoot ? Isolation.Namespaces : Isolation.UserNamespaces
            : wanted;
        var why = await TryAsync(candidate, scriptPath, directory, launcher, time);
        if (why is null)
            return (candidate, null);
        return wanted == Isolation.Automatic
            ? (Isolation.None, why)
            : throw new InvalidOperationException($"This machine does not permit the isolation {wanted}: {why}");
    }

    private static async Task<string?> TryAsync(
        Isolation candidate, string scriptPath, string directory, ProcessLauncher launcher, TimeProvider time)
    {
        var state = Directory.CreateDirectory(Path.Combine(directory, "probe"));
        try
        {
            var launch = new ContainerLaunch(state.FullName, ["true"],
                new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, "/", [], "probe",
                new ContainerUser(ContainerDefaults.User, ContainerDefaults.User, [], []), ReadOnlyRoot: true);
            using var log = new ContainerLog(Path.Combine(state.FullName, "log"), time);
            var process = await ContainerProcess.StartAsync(
                launcher, new PrivateRoot(scriptPath, candidate).Prepare(launch), ownPidNamespace: true, log, TimeProvider.System);
            if (await process.Exited == 0)
                return null;
            var said = ContainerLogReader.Tail(log.Path, 1, 500).Trim();
            return said.Length > 0 ? said : "the private root could not be built";
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }
}
