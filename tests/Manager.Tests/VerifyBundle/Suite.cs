namespace SegmentOperator.Manager.VerifyBundle;

/// <summary>The public conformance suite, which lies beside the working copy: SEGMENT_SHARED, or a folder named shared further up.</summary>
internal static class Suite
{
    private const string Relative = "sigstore/conformance";

    public static string Folder { get; } = Find()
        ?? throw new InvalidOperationException("sigstore/conformance/manifest.tsv was not found: set SEGMENT_SHARED to the folder that has it.");

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SEGMENT_SHARED") is { Length: > 0 } configured)
            return Existing(Path.Combine(configured, Relative));
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", Relative)) is { } found)
                return found;
        }

        return null;
    }

    private static string? Existing(string folder) => File.Exists(Path.Combine(folder, "manifest.tsv")) ? folder : null;
}
