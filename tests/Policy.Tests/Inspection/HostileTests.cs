using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using SegmentOperator.Policy.Inspection;

namespace SegmentOperator.Policy.Tests.Inspection;

public sealed class HostileTests
{
    private static readonly (string, string) Manifest = PackageBytes.Manifest(("RemoteSiteSetting", ["R"]));

    [Theory]
    [InlineData("<!DOCTYPE r [<!ENTITY a \"aaaa\">]><RemoteSiteSetting>&a;</RemoteSiteSetting>", "document type")]
    [InlineData("<!DOCTYPE r SYSTEM \"http://192.0.2.1/x.dtd\"><RemoteSiteSetting/>", "document type")]
    [InlineData("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><RemoteSiteSetting/>", "encoding")]
    [InlineData("<RemoteSiteSetting><a></RemoteSiteSetting>", "not well-formed")]
    [InlineData("<RemoteSiteSetting/><RemoteSiteSetting/>", "not well-formed")]
    [InlineData("<RemoteSiteSetting>&unknown;</RemoteSiteSetting>", "not well-formed")]
    [InlineData("", "not well-formed")]
    public void Hostile_XML_is_refused_with_its_name(string content, string why)
    {
        var message = Inspecting.Refusal(Manifest, ("remoteSiteSettings/R.remoteSite", content));
        Assert.Contains("remoteSiteSettings/R.remoteSite", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encodings_but_UTF_8_are_refused()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            var content = encoding.GetPreamble().Concat(encoding.GetBytes("<RemoteSiteSetting/>")).ToArray();
            Assert.Contains("R.remoteSite", Inspecting.Refusal(PackageBytes.Zip([("package.xml", Encoding.UTF8.GetBytes(Manifest.Item2)), ("remoteSiteSettings/R.remoteSite", content)])), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Deep_nesting_and_endless_texts_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 200)) + string.Concat(Enumerable.Repeat("</a>", 200));
        Assert.Contains("nests too deep", Inspecting.Refusal(Manifest, ("remoteSiteSettings/R.remoteSite", $"<R>{deep}</R>")), StringComparison.Ordinal);
        var random = new Random(1);
        var text = new string([.. Enumerable.Range(0, 4_200_000).Select(_ => (char)('a' + random.Next(26)))]);
        foreach (var content in new[] { $"<R><a><![CDATA[{text}<>]]></a></R>", $"<R><a b=\"{text}\"/></R>" })
            Assert.Contains("more than 4194304 characters", Inspecting.Refusal(Manifest, ("remoteSiteSettings/R.remoteSite", content)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil.cls")]
    [InlineData("/classes/A.cls")]
    [InlineData("classes\\A.cls")]
    [InlineData("C:/classes/A.cls")]
    [InlineData("classes/./A.cls")]
    [InlineData("classes/A.cls.")]
    [InlineData("classes/A\u200b.cls")]
    [InlineData("classes/A\u0301.cls")]
    public void Names_that_lead_astray_are_refused(string name) => Assert.Contains("the name", Inspecting.Refusal(Manifest, (name, "x")), StringComparison.Ordinal);

    [Fact]
    public void Names_that_differ_in_case_are_refused_in_files_and_in_content()
    {
        Assert.Contains("differ only in case", Inspecting.Refusal(Manifest, ("classes/A.cls", "x"), ("classes/a.cls", "x")), StringComparison.Ordinal);
        Assert.Contains("twice", Inspecting.Refusal(
            PackageBytes.Manifest(("CustomObject", ["A__c"])),
            ("objects/A__c.object", PackageBytes.Xml("CustomObject", "<fields><fullName>X__c</fullName></fields><fields><fullName>x__C</fullName></fields>"))), StringComparison.Ordinal);
        Assert.Contains("twice, or in two cases", Inspecting.Refusal(PackageBytes.Manifest(("ApexClass", ["A", "a"]))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_both_grants_and_does_not_grant_grants()
    {
        var report = Inspecting.Report(
            PackageBytes.Manifest(("PermissionSet", ["P"])),
            ("permissionsets/P.permissionset", PackageBytes.Xml("PermissionSet", """
                <userPermissions><enabled>false</enabled><enabled>true</enabled><name>ViewSetup</name><name>modifyalldata</name></userPermissions>
                <x:userPermissions xmlns:x="urn:other"><x:enabled> 1 </x:enabled><x:name>Author<!-- -->Apex</x:name></x:userPermissions>
                """)));
        Assert.Contains("permission-modify-all-data", Inspecting.Findings(report));
        Assert.Contains("permission-author-apex", Inspecting.Findings(report));
    }

    [Fact]
    public void A_bomb_is_refused_while_it_goes_off()
    {
        var bomb = new string('a', 20_000_000);
        Assert.Contains("times its packed size", Inspecting.Refusal(Manifest, ("staticresources/B.resource", bomb)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("-99999999999999999")]
    [InlineData("1e400")]
    [InlineData("x")]
    public void A_tar_whose_header_says_what_no_number_holds_is_refused(string time)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            // The writer would not write such a time: it is written under another name of the same length.
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a.yaml", new Dictionary<string, string> { ["xtime"] = time })
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")),
            });
        }

        var bytes = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(tar.ToArray()).Replace(" xtime=", " mtime=", StringComparison.Ordinal));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        packed.Position = 0;
        var outcome = PackageInspector.InspectTar(packed, new InspectionOptions { Kubernetes = true });
        if (time.Length > 10)
            Assert.Contains("not a gzipped tar", Assert.IsType<InspectionOutcome.Refused>(outcome).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            Assert.IsType<InspectionOutcome.Refused>(PackageInspector.InspectZip(new MemoryStream(bytes), new InspectionOptions()));
            Assert.IsType<InspectionOutcome.Refused>(PackageInspector.InspectTar(new MemoryStream(bytes), new InspectionOptions()));
        }
    }
}
