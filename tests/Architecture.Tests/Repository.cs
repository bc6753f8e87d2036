using System.Xml.Linq;

namespace SegmentOperator.Architecture;

/// <summary>The checked-out tree, found by walking up from the test assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Project name (without the common prefix) to the names of the projects that it refers to.</summary>
    public static IReadOnlyDictionary<string, string[]> References(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(ShortName, file => Elements(file, "ProjectReference").Select(ShortName).ToArray());

    /// <summary>Project name to the packages and frameworks that it refers to.</summary>
    public static string[] Packages(string project) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "operator", project), "*.csproj").SelectMany(file => Elements(file, "PackageReference").Concat(Elements(file, "FrameworkReference")))];

    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static IEnumerable<string> Elements(string file, string name) =>
        XDocument.Load(file).Descendants(name).Select(element => element.Attribute("Include")!.Value);

    private static string ShortName(string path) =>
        Path.GetFileNameWithoutExtension(path.Replace('\\', '/')).Replace("SegmentOperator.", "", StringComparison.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SegmentOperator.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("SegmentOperator.sln is in no folder above the test assembly.");
    }
}
