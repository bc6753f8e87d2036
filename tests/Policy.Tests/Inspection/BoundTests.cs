using System.Globalization;
using SegmentOperator.Archives;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Findings;

namespace SegmentOperator.Policy.Tests.Inspection;

/// <summary>What a package could fill memory with, or hide something behind.</summary>
public sealed class BoundTests
{
    [Fact]
    public void Many_mild_findings_do_not_hide_a_bad_one()
    {
        var rules = string.Concat(Enumerable.Range(0, FindingSink.Max + 5).Select(i =>
            $"<sharingOwnerRules><fullName>R{i}</fullName><sharedTo><group>G</group></sharedTo></sharingOwnerRules>"));
        var report = Inspecting.Report(
            PackageBytes.Manifest(("SharingRules", ["A"]), ("PermissionSet", ["P"])),
            ("sharingRules/A.sharingRules", PackageBytes.Xml("SharingRules", rules)),
            ("permissionsets/P.permissionset", PackageBytes.Xml("PermissionSet", "<userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions>")));
        Assert.Equal(FindingSink.Max + 1, report.Findings.Count);
        Assert.Equal("findings-too-many", report.Findings[0].Id);
        Assert.Contains((FindingSink.Max + 7).ToString(CultureInfo.InvariantCulture), report.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("permission-modify-all-data", Inspecting.Findings(report));
    }

    [Fact]
    public void Names_that_are_no_names_are_refused()
    {
        var name = new string('a', 1025);
        Assert.Contains("1025 characters", Inspecting.Refusal(PackageBytes.Manifest(("ApexClass", [name]))), StringComparison.Ordinal);
        Assert.Contains("none has more than 1024", Inspecting.Refusal(
            PackageBytes.Manifest(("PermissionSet", ["P"])),
            ("permissionsets/P.permissionset", PackageBytes.Xml("PermissionSet", $"<fieldPermissions><field>A.{name}</field><readable>true</readable></fieldPermissions>"))), StringComparison.Ordinal);
        Assert.Contains("none has more than 1024", Inspecting.Refusal(
            PackageBytes.Manifest(("CustomObject", ["A"])),
            ("objects/A.object", PackageBytes.Xml("CustomObject", $"<fields><fullName>{name}</fullName></fields>"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_too_many_together_are_refused()
    {
        var grants = string.Concat(Enumerable.Range(0, 17_000).Select(i => $"<fieldPermissions><field>{i.ToString(CultureInfo.InvariantCulture).PadRight(1000, 'f')}</field><readable>true</readable></fieldPermissions>"));
        Assert.Contains("names have more than 16777216 characters together", Inspecting.Refusal(
            PackageBytes.Manifest(("PermissionSet", ["P"])),
            ("staticresources/S.resource", Noise(400_000)),
            ("permissionsets/P.permissionset", PackageBytes.Xml("PermissionSet", grants))), StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_of_ever_new_names_are_refused()
    {
        var elements = string.Concat(Enumerable.Range(0, 120_000).Select(i => $"<e{i:x}_name/>"));
        Assert.Contains("more different elements", Inspecting.Refusal(
            PackageBytes.Manifest(("Layout", ["L"])), ("layouts/L.layout", PackageBytes.Xml("Layout", elements))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<a><b></a>", "not well-formed")]
    [InlineData("<!-- ok --><a>&unknown;</a>", "not well-formed")]
    [InlineData("<a x1='' x2='' x3='' x4='' x5='' x6='' x7='' x8='' x9='' x10='' x11='' x12='' x13='' x14='' x15='' x16='' x17=''/>", "too many elements")]
    public void What_nobody_checks_keeps_to_the_same_bounds(string content, string why) => Assert.Contains(why, Inspecting.Refusal(
        PackageBytes.Manifest(("Layout", ["L"])), ("layouts/L.layout", PackageBytes.Xml("Layout", content))), StringComparison.Ordinal);

    [Fact]
    public void What_nobody_checks_may_not_nest_or_grow_without_end()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 40)) + string.Concat(Enumerable.Repeat("</a>", 40));
        Assert.Contains("nests too deep", Inspecting.Refusal(PackageBytes.Manifest(("Layout", ["L"])), ("layouts/L.layout", PackageBytes.Xml("Layout", deep))), StringComparison.Ordinal);
        var wide = $"<a>{string.Concat(Enumerable.Repeat("<b/>", 100_001))}</a>";
        Assert.Contains("too many elements", Inspecting.Refusal(PackageBytes.Manifest(("Layout", ["L"])), ("layouts/L.layout", PackageBytes.Xml("Layout", wide))), StringComparison.Ordinal);
        var text = Noise(4_500_000);
        var pieces = $"<a><b>{text[..2_250_000]}</b><b>{text[2_250_000..]}</b></a>";
        Assert.Contains("characters in one element", Inspecting.Refusal(PackageBytes.Manifest(("Layout", ["L"])), ("layouts/L.layout", PackageBytes.Xml("Layout", pieces))), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_comments_and_sections_cut_are_one()
    {
        var report = Inspecting.Report(
            PackageBytes.Manifest(("RemoteSiteSetting", ["R"])),
            ("remoteSiteSettings/R.remoteSite", PackageBytes.Xml("RemoteSiteSetting", "<url> http<!-- x -->:<![CDATA[//a]]> b&amp;c </url>")));
        Assert.Contains(report.Findings, finding => finding.Message.Contains("is http://a b&c.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void The_checksum_is_that_of_zip(string text, uint wanted)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);
        Assert.Equal(wanted, Crc32.End(Crc32.Add(Crc32.Start, bytes)));
        for (var cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(wanted, Crc32.End(Crc32.Add(Crc32.Add(Crc32.Start, bytes.AsSpan(0, cut)), bytes.AsSpan(cut))));
    }

    /// <summary>What does not pack well, so that nothing else is refused about it.</summary>
    private static string Noise(int length)
    {
        var random = new Random(1);
        return string.Create(length, random, (characters, source) =>
        {
            foreach (ref var c in characters)
                c = (char)('a' + source.Next(26));
        });
    }
}
