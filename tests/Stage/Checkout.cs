namespace SegmentOperator.Stage;

/// <summary>The checked-out tree and what was built in it.</summary>
public static class Checkout
{
    /// <summary>The folder with SegmentOperator.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The folder that a program is in: the one that SEGMENT_PROGRAMS names (what <c>make publish</c> left, trimmed), or else the project's
    /// output folder of the same configuration as the running program's.
    /// </summary>
    public static string Output(string project) => Environment.GetEnvironmentVariable("SEGMENT_PROGRAMS") is { Length: > 0 } published
        ? Path.GetFullPath(published)
        : Built(project);

    /// <summary>A project's output folder, of the same configuration as the running program's.</summary>
    public static string Built(string project) => Path.Combine(Root, project, "bin", Configuration, "net10.0");

    private static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SegmentOperator.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("SegmentOperator.sln is in no folder above the program.");
    }
}
