using System.IO.Compression;
using System.Text;
using SegmentOperator.RunContract;
using SegmentOperator.Runner.Packages;

namespace SegmentOperator.Runner.Tests.Packages;

public sealed class SalesforcePackageTests
{
    private static readonly byte[] Text = "some text"u8.ToArray();

    [Fact]
    public void An_ordinary_zip_is_safe()
    {
        var package = Read(ZipBytes.Package().Add("classes/").Add("classes/A.cls", Text).Add("B.txt", Text, new ZipQuirks { Stored = true }).Build());

        Assert.Equal((true, 3), (package.IsSinglePackage, package.Files));
    }

    [Fact]
    public void A_zip_that_was_written_as_a_stream_is_safe()
    {
        Read(ZipBytes.Package().Add("a", Text, new ZipQuirks { Descriptor = true }).Add("b", Text).Build());
    }

    [Fact]
    public void A_zip_comment_is_harmless()
    {
        Read(ZipBytes.Package().Build(comment: "4f1c2d"u8.ToArray()));
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void What_ordinary_libraries_write_is_safe(CompressionLevel level)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in (string[])["package.xml", "layouts/Rechnung-Übersicht.layout", "classes/A.cls"])
            {
                using var stream = zip.CreateEntry(name, level).Open();
                stream.Write(Encoding.UTF8.GetBytes(ZipBytes.Manifest));
            }
        }

        Assert.Equal(3, Read(buffer.ToArray()).Files);
    }

    public static TheoryData<string, string> HostileNames => new()
    {
        { "../evil", "leads through" },
        { "a/../../evil", "leads through" },
        { "a/./b", "leads through" },
        { "a//b", "leads through" },
        { "/etc/passwd", "is absolute" },
        { "a\\b", "has a backslash" },
        { "C:evil", "begins with a drive" },
        { "a\0b", "control character" },
        { "a\nb", "control character" },
        { "a\u202eb", "invisible character" },
        { "e\u0301", "combining" },
        { "dir./x", "ends with a dot" },
        { "dir /x", "ends with a dot or a space" },
        { "package.xml", "occurs twice" },
        { "Package.XML", "differ only in case" },
        { "package.xml/child", "is a file and the folder of another" },
        { new string('a', 300), "more than 255 characters" },
    };

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void A_name_that_readers_could_understand_differently_is_refused(string name, string why) =>
        Refused(ZipBytes.Package().Add(name, Text).Build(), why);

    [Fact]
    public void Folders_that_differ_only_in_case_are_refused() =>
        Refused(ZipBytes.Package().Add("classes/A.cls", Text).Add("Classes/B.cls", Text).Build(), "differ only in case");

    [Fact]
    public void Letters_beyond_ASCII_that_differ_only_in_case_are_refused() =>
        Refused(ZipBytes.Package().Add("ä", Text).Add("Ä", Text).Build(), "differ only in case");

    public static TheoryData<string, string> Quirks => new()
    {
        { "link", "is a link" },
        { "device", "is a link or a special file" },
        { "folder mode", "a folder by its attributes" },
        { "encrypted", "is encrypted" },
        { "method", "unusual way" },
        { "flags", "unusual way" },
        { "local name", "described in two ways" },
        { "second name", "has a second name" },
        { "wrong crc", "something else than the zip says" },
        { "too long", "something else than the zip says" },
        { "not utf8", "is not UTF-8" },
        { "not marked", "not marked as UTF-8" },
        { "gap", "bytes lie" },
        { "overlap", "overlaps" },
        { "zip64", "uses zip64" },
        { "damaged extra", "damaged extra field" },
    };

    [Theory]
    [MemberData(nameof(Quirks))]
    public void A_zip_that_says_two_things_is_refused(string quirk, string why)
    {
        var quirks = quirk switch
        {
            "link" => new ZipQuirks { Mode = 0xA1FF },
            "device" => new ZipQuirks { Mode = 0x21B6 },
            "folder mode" => new ZipQuirks { Mode = 0x41ED },
            "encrypted" => new ZipQuirks { Flags = 1 },
            "method" => new ZipQuirks { Method = 12 },
            "flags" => new ZipQuirks { Flags = 0x2000 },
            "local name" => new ZipQuirks { LocalName = "package.xml" },
            "second name" => new ZipQuirks { Extra = ZipBytes.UnicodePath("other") },
            "wrong crc" => new ZipQuirks { WrongCrc = true },
            "too long" => new ZipQuirks { DeclaredSize = 3 },
            "not utf8" => new ZipQuirks { RawName = [0xC3, 0x28] },
            "not marked" => new ZipQuirks { RawName = "ü"u8.ToArray(), MarkUtf8 = false },
            "gap" => new ZipQuirks { Gap = 5 },
            "overlap" => new ZipQuirks { OffsetShift = -10 },
            "zip64" => new ZipQuirks { Extra = [1, 0, 0, 0] },
            _ => new ZipQuirks { Extra = [9, 9, 9] },
        };

        Refused(ZipBytes.Package().Add("file", Text, quirks).Add("last", Text).Build(), why);
    }

    [Fact]
    public void The_same_second_name_is_harmless() =>
        Read(ZipBytes.Package().Add("file", Text, new ZipQuirks { Extra = ZipBytes.UnicodePath("file") }).Build());

    [Fact]
    public void Bytes_around_the_zip_are_refused()
    {
        var shifted = new ZipBytes().Add("package.xml", Encoding.UTF8.GetBytes(ZipBytes.Manifest), new ZipQuirks { OffsetShift = 9 });
        Refused(shifted.Build(before: "#!/bin/sh"u8.ToArray()), "bytes lie");
        Refused(ZipBytes.Package().Build(before: "#!/bin/sh"u8.ToArray()), "");
        Refused(ZipBytes.Package().Build(behind: [1, 2, 3]), "bytes lie");
        Refused(ZipBytes.Package().Build(sizeShift: 1), "bytes lie");
        Refused(ZipBytes.Package().Build(comment: ZipBytes.Package().Build()), "two ends of directory");
        Refused(ZipBytes.Package().Add("a", Text).Build(count: 1), "another size than it says");
        Refused("not a zip at all"u8.ToArray(), "not a zip");
        Refused([], "not a zip");
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var zip = ZipBytes.Package().Add("classes/A.cls", Text).Build();
        for (var length = 0; length < zip.Length; length++)
            Refused(zip[..length], "");
    }

    [Theory]
    [InlineData(3, 1 << 30, 1 << 30, "entries")]
    [InlineData(100, 500, 1 << 30, "unpacks to more than 500 bytes")]
    [InlineData(100, 1 << 30, 500, "'big' unpacks to more than 500 bytes")]
    public void Each_limit_holds(int entries, long total, long file, string why)
    {
        var zip = ZipBytes.Package().Add("a", Text).Add("b", Text).Add("big", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300)))).Build();

        Refused(zip, why, new RunLimits { MaxEntries = entries, MaxTotalBytes = total, MaxFileBytes = file });
    }

    [Fact]
    public void A_bomb_is_refused_by_what_comes_out_and_not_by_what_it_says()
    {
        var bomb = ZipBytes.Package().Add("zeros", new byte[5 << 20], new ZipQuirks { DeclaredSize = 10 }).Build();

        Refused(bomb, "times its packed size");
    }

    [Fact]
    public void Many_small_files_that_are_a_bomb_together_are_refused()
    {
        var zip = ZipBytes.Package();
        for (var i = 0; i < 40; i++)
            zip.Add($"zeros-{i}", new byte[1000 * 1000]);

        Refused(zip.Build(), "it unpacks to more than 100 times its packed size");
    }

    [Theory]
    [InlineData("a/package.xml", "b/package.xml", "exactly one top folder")]
    [InlineData("a/b/package.xml", "a/x", "exactly one top folder")]
    [InlineData("a/package.xml", "b/x", "lies outside of the package's folder")]
    public void A_package_lies_at_the_root_or_in_one_folder(string one, string other, string why)
    {
        var manifest = Encoding.UTF8.GetBytes(ZipBytes.Manifest);

        Refused(new ZipBytes().Add(one, manifest).Add(other, manifest).Build(), why);
    }

    [Theory]
    [InlineData("<Package>", "not well-formed")]
    [InlineData("<other/>", "not a package manifest")]
    [InlineData("<!DOCTYPE Package [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Package>&a;</Package>", "not well-formed")]
    public void A_manifest_that_is_none_is_refused(string xml, string why) =>
        Refused(new ZipBytes().Add("package.xml", Encoding.UTF8.GetBytes(xml)).Build(), why);

    private static void Refused(byte[] zip, string why, RunLimits? limits = null) =>
        Assert.Contains(why, Assert.Throws<PackageUnsafeException>(() => Read(zip, limits)).Message);

    private static SalesforcePackage Read(byte[] zip, RunLimits? limits = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, zip);
            return SalesforcePackage.Read(path, limits ?? new RunLimits(), CancellationToken.None);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
