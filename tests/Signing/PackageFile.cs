namespace SegmentOperator.Signing;

/// <summary>A file of a package.</summary>
/// <param name="Path">The path inside the package, with forward slashes.</param>
/// <param name="Content">The bytes.</param>
public sealed record PackageFile(string Path, byte[] Content)
{
    /// <summary>A text file in UTF-8.</summary>
    public static PackageFile Text(string path, string content) => new(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>All files below a folder, in order of their paths.</summary>
    public static IReadOnlyList<PackageFile> FromFolder(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => new PackageFile(
                System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file)))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];
}
