using System.Formats.Tar;
using System.Text;
using SegmentOperator.RunContract;
using SegmentOperator.Runner.Packages;

namespace SegmentOperator.Runner.Tests.Packages;

public sealed class ManifestArchiveTests
{
    [Fact]
    public void Manifests_in_folders_are_read()
    {
        var files = Read(TarBytes.Of(("./base/a.yaml", "a: 1"), ("b.json", "{}")));

        Assert.Equal([("base/a.yaml", "a: 1"), ("b.json", "{}")], files);
    }

    [Theory]
    [InlineData("../a.yaml", "leads through")]
    [InlineData("/a.yaml", "is absolute")]
    [InlineData("a.sh", "is no manifest")]
    public void A_name_that_does_not_belong_is_refused(string name, string why) => Refused(TarBytes.Of((name, "a: 1")), why);

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    public void Links_and_special_files_are_refused(TarEntryType type) => Refused(TarBytes.Special(type), "is a link or a special file");

    [Fact]
    public void Names_that_collide_are_refused() => Refused(TarBytes.Of(("a.yaml", "a: 1"), ("A.yaml", "a: 1")), "differ only in case");

    [Fact]
    public void A_bomb_is_refused() => Refused(TarBytes.Of(("a.yaml", new string(' ', 8 << 20))), "times its packed size");

    [Fact]
    public void Each_limit_holds()
    {
        Refused(TarBytes.Of(("a.yaml", "a: 1"), ("b.yaml", "b: 1")), "more than 1 entries", new RunLimits { MaxEntries = 1 });
        Refused(TarBytes.Of(("a.yaml", "a: 1"), ("b.yaml", "b: 1")), "more than 7 bytes", new RunLimits { MaxTotalBytes = 7 });
        Refused(TarBytes.Of(("a.yaml", "a: 1234567")), "more than 7 bytes", new RunLimits { MaxFileBytes = 7 });
    }

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        Refused(Encoding.UTF8.GetBytes("no gzip"), "not a gzipped tar");
        Refused(TarBytes.Special(TarEntryType.Directory), "no manifest");
    }

    private static void Refused(byte[] archive, string why, RunLimits? limits = null) =>
        Assert.Contains(why, Assert.Throws<PackageUnsafeException>(() => Read(archive, limits)).Message);

    private static IReadOnlyList<(string Name, string Text)> Read(byte[] archive, RunLimits? limits = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, archive);
            return ManifestArchive.Read(path, limits ?? new RunLimits(), CancellationToken.None);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
