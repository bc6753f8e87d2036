using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node.Logs;
using SegmentOperator.DevCluster.Node.Processes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>The last words of a container.</summary>
internal static class TerminationMessage
{
    private const int MostBytes = 4096, MostLogBytes = 2048, MostLogLines = 80;

    /// <summary>The file behind a container's <c>terminationMessagePath</c>.</summary>
    public static string FileIn(string stateDirectory) => Path.Combine(stateDirectory, "termination-log");

    /// <summary>What it left in the file, or else, where the policy says so and it failed, the end of its log.</summary>
    public static string Read(ContainerLaunch launch, JsonObject container, string logPath, int exitCode)
    {
        using var file = File.OpenRead(FileIn(launch.StateDirectory));
        var bytes = new byte[Math.Min(file.Length, MostBytes)];
        file.Seek(-bytes.Length, SeekOrigin.End);
        file.ReadExactly(bytes);
        if (bytes.Length > 0)
            return Encoding.UTF8.GetString(bytes);
        return exitCode != 0 && container.Text("terminationMessagePolicy") == "FallbackToLogsOnError"
            ? ContainerLogReader.Tail(logPath, MostLogLines, MostLogBytes)
            : "";
    }
}
