using System.Runtime.InteropServices;

namespace SegmentOperator.DevCluster.Node.Processes;

/// <summary>The machine's own programs and calls that the node uses.</summary>
internal static partial class Tools
{
    public const int Interrupt = 2, KillSignal = 9, Terminate = 15;

    private const string SearchPath = "/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The full path of one of util-linux' programs.</summary>
    public static string Find(string name) =>
        SearchPath.Split(':').Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"The program {name} is needed to run pods: install util-linux.");

    public static bool Exists(string command, string? searchPath, string workingDirectory) =>
        command.Contains('/', StringComparison.Ordinal)
            ? File.Exists(Path.Combine(workingDirectory, command))
            : (searchPath ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, command)));

    public static bool IsRoot { get; } = GetEffectiveUser() == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeOwner(string path, int user, int group);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUser();
}
