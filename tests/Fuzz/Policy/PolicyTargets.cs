using System.IO.Compression;
using System.Text;
using SegmentOperator.Policy.Cel;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Windows;

namespace SegmentOperator.Fuzz.Policy;

/// <summary>The package reader, its XML, rules and windows.</summary>
internal static class PolicyTargets
{
    private const string Xml = "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>P</label><userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions></PermissionSet>";
    private const string Manifest = "<Package><types><members>*</members><name>PermissionSet</name></types><version>62.0</version></Package>";
    private const string Apex = "public without sharing class A { /* c */ String s = 'a\\'b'; void f() { Database.query(s); } }";

    public static IReadOnlyList<FuzzTarget> All() =>
    [
        new("policy/zip", [Zip(Xml, Apex)], input => Judged(PackageInspector.InspectZip(new MemoryStream(input), new InspectionOptions()))),
        new("policy/tar", [Tar()], input => Judged(PackageInspector.InspectTar(new MemoryStream(input), new InspectionOptions { Kubernetes = true }))),
        new("policy/xml", [Encoding.UTF8.GetBytes(Xml), Encoding.UTF8.GetBytes("<a><![CDATA[x]]><!-- c --><b c=\"d\"/>&amp;</a>")], input => Judged(PackageInspector.InspectZip(new MemoryStream(Zip(input, Encoding.UTF8.GetBytes(Apex))), new InspectionOptions()))),
        new("policy/apex", [Encoding.UTF8.GetBytes(Apex)], input => Judged(PackageInspector.InspectZip(new MemoryStream(Zip(Encoding.UTF8.GetBytes(Xml), input)), new InspectionOptions()))),
        new("policy/cel", [.. new[] { "package.components.exists(c, c.type == 'Profile')", "has(request.ticket) ? now > timestamp('2026-01-01T00:00:00Z') : [1, 2u, 3.0].size() > 0", "{'a': b'x'}.a == b'\\x00' && !('x' in ['y'])" }.Select(Encoding.UTF8.GetBytes)],
            input => InputTypes.Environment.TryCompile(Encoding.UTF8.GetString(input)).Program?.Evaluate(CelActivation.Empty, new CelCostBudget(100_000))),
        new("policy/cron", [.. new[] { "0 20 * * 1-4", "*/5 0 8 L-3,15W ? JAN-DEC FRI#2" }.Select(Encoding.UTF8.GetBytes)],
            input => WindowCalendar.Read(new WindowSettings { Allow = [new WindowDefinition { Schedule = Encoding.UTF8.GetString(input), Duration = TimeSpan.FromHours(1), TimeZone = "Europe/Berlin" }] }, out _).At(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero))),
    ];

    private static void Judged(InspectionOutcome outcome)
    {
        if (outcome is InspectionOutcome.Refused { Message.Length: 0 })
            throw new InvalidOperationException("A refusal says why.");
    }

    private static byte[] Zip(string xml, string apex) => Zip(Encoding.UTF8.GetBytes(xml), Encoding.UTF8.GetBytes(apex));

    private static byte[] Zip(byte[] xml, byte[] apex)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("package.xml", Encoding.UTF8.GetBytes(Manifest)), ("permissionsets/P.permissionset", xml), ("classes/A.cls", apex) })
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Tar()
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new System.Formats.Tar.TarWriter(gzip))
        {
            tar.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "a.yaml")
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")),
            });
        }

        return stream.ToArray();
    }
}
