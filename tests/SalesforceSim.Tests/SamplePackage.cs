using System.IO.Compression;
using System.Text;

namespace SegmentOperator.SalesforceSim.Tests;

internal static class SamplePackage
{
    private static readonly string Folder = Path.Combine(NodeClients.RepositoryRoot, "tests", "Packages", "revenue");

    public static byte[] Revenue { get; } = Of(Files());

    public static byte[] RevenueWith(string path, string old, string @new)
    {
        var files = Files();
        var index = Array.FindIndex(files, f => f.Path == path);
        Assert.Contains(old, files[index].Text);
        files[index].Text = files[index].Text.Replace(old, @new);
        return Of(files);
    }

    public static byte[] Of(params (string Path, string Text)[] files)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var stream = zip.CreateEntry(path).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return buffer.ToArray();
    }

    public static string Manifest(params (string Type, string Member)[] members) =>
        "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">"
        + string.Concat(members.Select(m => $"<types><members>{m.Member}</members><name>{m.Type}</name></types>"))
        + "<version>62.0</version></Package>";

    private static (string Path, string Text)[] Files() =>
    [
        .. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(f => (Path.GetRelativePath(Folder, f), File.ReadAllText(f))),
    ];
}
