using System.IO.Compression;
using System.Text;

namespace SegmentOperator.Policy.Tests.Inspection;

/// <summary>Packs files into zips, in memory.</summary>
internal static class PackageBytes
{
    public const string Namespace = "http://soap.sforce.com/2006/04/metadata";

    public static MemoryStream Zip(params (string Name, string Content)[] files) =>
        Zip(files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Content))));

    public static MemoryStream Zip(IEnumerable<(string Name, byte[] Content)> files)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        stream.Position = 0;
        return stream;
    }

    /// <summary>A folder's files, in ordinal order.</summary>
    public static MemoryStream Folder(string folder) => Zip(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => (Name: Path.GetRelativePath(folder, file).Replace('\\', '/'), File: file))
        .OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name, File.ReadAllBytes(file.File))));

    /// <summary>A package.xml that names members by type.</summary>
    public static (string Name, string Content) Manifest(params (string Type, string[] Members)[] types) => ("package.xml", Xml(
        "Package",
        string.Concat(types.Select(type => $"<types>{string.Concat(type.Members.Select(member => $"<members>{member}</members>"))}<name>{type.Type}</name></types>")) + "<version>62.0</version>"));

    public static string Xml(string root, string content) => $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{Namespace}\">{content}</{root}>\n";
}
