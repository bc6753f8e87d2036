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

    private static readonly string[] Expressions =
    [
        "package.components.exists(c, c.type == 'Profile')",
        "has(request.ticket) ? now > timestamp('2026-01-01T00:00:00Z') : [1, 2u, 3.0].size() > 0",
        "{'a': b'x'}.a == b'\\x00' && !('x' in ['y'])",
        "attestations.exists(a, a.predicateType == 'x' && a.?predicate.?scanner.result.orValue([]).all(v, v.severity != 'HIGH'))",
        "quantity('1.5Gi').add(quantity('1e3')).compareTo(quantity('-250m')) == 1 && isQuantity('1Ei')",
        "url('https://[fe80::1%25en0]:8/a%20b?k=v').getHostname() == 'x' && isURL('http://a/')",
        "cidr('10.0.0.0/8').containsIP(ip('10.1.2.3')) && ip.isCanonical('2001:db8::1')",
        "semver('v1.2', true).compareTo(semver('1.2.0-rc.1+b')) > 0 || isSemver('1')",
        "format.named('datetime').value().validate('2021-01-01T00:00:00.5Z').hasValue()",
        "'%s %d %.3f %x %e'.format(['a', 1, 2.5, 255, 1e21]).matches('(?i)^[a-z0-9 ]+$')",
        "'a1b22'.findAll('[0-9]{1,3}').map(x, int(x)).sum() > math.greatest(1, 2)",
        "[1, 2].transformMap(i, v, v > 1, v * 2).exists(k, v, k == v) && optional.of(1).optMap(x, x + 1).hasValue()",
        "sets.contains([1, 2], [1]) && lists.range(3).slice(0, 2).sortBy(x, -x)[?5].orValue(0) == 0",
        "timestamp('2026-03-29T01:30:00Z').getHours('Europe/Berlin') + int(duration('90s').getMinutes())",
    ];

    public static IReadOnlyList<FuzzTarget> All() =>
    [
        new("policy/zip", [Zip(Xml, Apex)], input => Judged(PackageInspector.InspectZip(new MemoryStream(input), new InspectionOptions()))),
        new("policy/tar", [Tar()], input => Judged(PackageInspector.InspectTar(new MemoryStream(input), new InspectionOptions { Kubernetes = true }))),
        new("policy/xml", [Encoding.UTF8.GetBytes(Xml), Encoding.UTF8.GetBytes("<a><![CDATA[x]]><!-- c --><b c=\"d\"/>&amp;</a>")], input => Judged(PackageInspector.InspectZip(new MemoryStream(Zip(input, Encoding.UTF8.GetBytes(Apex))), new InspectionOptions()))),
        new("policy/apex", [Encoding.UTF8.GetBytes(Apex)], input => Judged(PackageInspector.InspectZip(new MemoryStream(Zip(Encoding.UTF8.GetBytes(Xml), input)), new InspectionOptions()))),
        new("policy/cel", [.. Expressions.Select(Encoding.UTF8.GetBytes)], Evaluated),
        new("policy/cron", [.. new[] { "0 20 * * 1-4", "*/5 0 8 L-3,15W ? JAN-DEC FRI#2" }.Select(Encoding.UTF8.GetBytes)],
            input => WindowCalendar.Read(new WindowSettings { Allow = [new WindowDefinition { Schedule = Encoding.UTF8.GetString(input), Duration = TimeSpan.FromHours(1), TimeZone = "Europe/Berlin" }] }, out _).At(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero))),
    ];

    /// <summary>Compiled, estimated and evaluated, in both languages: that of segments and that of a kube-apiserver.</summary>
    private static void Evaluated(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        foreach (var environment in new[] { InputTypes.Environment, CelEnvironment.Kubernetes })
        {
            if (environment.TryCompile(text).Program is not { } program)
                continue;
            program.EstimateCost(64);
            program.Evaluate(CelActivation.Empty, new CelCostBudget(100_000));
        }
    }

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
