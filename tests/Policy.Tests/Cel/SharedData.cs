namespace SegmentOperator.Policy.Tests.Cel;

/// <summary>Finds the data that lies beside the working copy: SEGMENT_SHARED, or a folder named shared further up.</summary>
internal static class SharedData
{
    public static string? TryFind(string relative)
    {
        if (Environment.GetEnvironmentVariable("SEGMENT_SHARED") is { Length: > 0 } configured)
            return Existing(Path.Combine(configured, relative));
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", relative)) is { } found)
                return found;
        }

        return null;
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
