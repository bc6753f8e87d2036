namespace SegmentOperator.DevCluster.Tests.Node;

/// <summary>Looks at the machine's processes.</summary>
internal static class Processes
{
    /// <summary>Whether a process has this argument.</summary>
    public static bool Exist(string argument) => Directory.EnumerateDirectories("/proc").Any(directory =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "cmdline")).Split('\0').Contains(argument);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
