using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SegmentOperator.Generator;

namespace SegmentOperator.Api.Tests.Generator;

public sealed class ImageArchiveTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("image-");

    public ImageArchiveTests()
    {
        var root = _directory.CreateSubdirectory("root");
        File.WriteAllText(Path.Combine(root.CreateSubdirectory("bin").FullName, "program"), "#!");
        File.SetUnixFileMode(Path.Combine(root.FullName, "bin", "program"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(root.FullName, "link"), "bin/program");
        File.CreateSymbolicLink(Path.Combine(root.FullName, "folder"), "bin");
        var shared = root.CreateSubdirectory("tmp");
        File.SetUnixFileMode(shared.FullName, (UnixFileMode)Convert.ToInt32("1777", 8));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Every_blob_has_the_digest_that_it_is_named_by()
    {
        var files = Read(Build("a.tar"));

        var blobs = files.Where(file => file.Key.StartsWith("blobs/sha256/", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, blobs.Count);
        Assert.All(blobs, blob => Assert.EndsWith(Convert.ToHexStringLower(SHA256.HashData(blob.Value)), blob.Key, StringComparison.Ordinal));
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", System.Text.Encoding.UTF8.GetString(files["oci-layout"]));
    }

    [Fact]
    public void The_program_runs_as_nobody_special()
    {
        var files = Read(Build("a.tar"));
        var config = Blob(files, Manifest(files)["config"]!);

        Assert.Equal("65532:65532", (string)config["config"]!["User"]!);
        Assert.Equal("/bin/program", (string)config["config"]!["Entrypoint"]![0]!);
        Assert.Equal(Diff(files), (string)config["rootfs"]!["diff_ids"]![0]!);
    }

    [Fact]
    public void The_archive_is_named_for_podman_and_containerd()
    {
        var annotations = JsonNode.Parse(Read(Build("a.tar"))["index.json"])!["manifests"]![0]!["annotations"]!;

        Assert.Equal("localhost/x:1", (string)annotations["org.opencontainers.image.ref.name"]!);
        Assert.Equal("localhost/x:1", (string)annotations["io.containerd.image.name"]!);
    }

    [Fact]
    public void Links_modes_and_owners_are_as_an_image_needs_them()
    {
        var files = Read(Build("a.tar"));
        using var layer = new GZipStream(new MemoryStream(LayerBlob(files)), CompressionMode.Decompress);
        using var tar = new TarReader(layer);
        var entries = new List<string>();
        while (tar.GetNextEntry() is { } entry)
            entries.Add($"{entry.EntryType} {entry.Name} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid} {entry.LinkName}".TrimEnd());

        Assert.Equal(
            ["Directory bin/ 755 0", "RegularFile bin/program 755 0", "SymbolicLink folder 777 0 bin", "SymbolicLink link 777 0 bin/program", "Directory tmp/ 1777 0"],
            entries);
    }

    [Fact]
    public void The_same_directory_gives_the_same_archive()
    {
        Assert.Equal(File.ReadAllBytes(Build("a.tar")), File.ReadAllBytes(Build("b.tar")));
    }

    [Theory]
    [InlineData("--root", "/does/not/exist", "--root")]
    [InlineData("--created", "yesterday", "--created")]
    public void A_wrong_option_is_named(string option, string value, string expected)
    {
        using var errors = new StringWriter();

        Assert.Equal(2, Commands.Run([.. Arguments("a.tar"), option, value], TextWriter.Null, errors));
        Assert.Contains(expected, errors.ToString(), StringComparison.Ordinal);
    }

    private string[] Arguments(string name) =>
        ["image", "--out", Path.Combine(_directory.FullName, name), "--name", "localhost/x:1", "--root", Path.Combine(_directory.FullName, "root"), "--entrypoint", "/bin/program"];

    private string Build(string name)
    {
        Assert.Equal(0, Commands.Run(Arguments(name), TextWriter.Null, TextWriter.Null));
        return Path.Combine(_directory.FullName, name);
    }

    private static Dictionary<string, byte[]> Read(string archive)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var tar = new TarReader(File.OpenRead(archive));
        while (tar.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            files[entry.Name] = content.ToArray();
        }

        return files;
    }

    private static JsonNode Manifest(Dictionary<string, byte[]> files) =>
        Blob(files, JsonNode.Parse(files["index.json"])!["manifests"]![0]!);

    private static JsonNode Blob(Dictionary<string, byte[]> files, JsonNode descriptor) => JsonNode.Parse(Bytes(files, descriptor))!;

    private static byte[] Bytes(Dictionary<string, byte[]> files, JsonNode descriptor) =>
        files["blobs/sha256/" + ((string)descriptor["digest"]!)["sha256:".Length..]];

    private static byte[] LayerBlob(Dictionary<string, byte[]> files) => Bytes(files, Manifest(files)["layers"]![0]!);

    private static string Diff(Dictionary<string, byte[]> files)
    {
        using var layer = new GZipStream(new MemoryStream(LayerBlob(files)), CompressionMode.Decompress);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(layer));
    }
}
