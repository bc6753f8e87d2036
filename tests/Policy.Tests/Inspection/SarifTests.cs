using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Findings;
using SegmentOperator.Policy.Inspection.Sarif;

namespace SegmentOperator.Policy.Tests.Inspection;

/// <summary>Findings as SARIF 2.1.0 has them: what its schema demands, and what a reader needs.</summary>
public sealed class SarifTests
{
    private static readonly string[] Levels = ["none", "note", "warning", "error"];

    private static InspectionReport Report() => Inspecting.Report(
        PackageBytes.Manifest(("ApexClass", ["A b"]), ("PermissionSet", ["P"]), ("Profile", ["Admin"]), ("RemoteSiteSetting", ["R"])),
        ("permissionsets/P.permissionset", PackageBytes.Xml("PermissionSet", "\n<label>P</label>\n<userPermissions><enabled>true</enabled>\n<name>ModifyAllData</name></userPermissions>\n")),
        ("profiles/Admin.profile", PackageBytes.Xml("Profile", "<custom>false</custom>")),
        ("remoteSiteSettings/R.remoteSite", PackageBytes.Xml("RemoteSiteSetting", "<url>https://\"quoted\" &amp; <![CDATA[<b>]]>.example</url>")),
        ("classes/A b.cls", "public without sharing class A {\n void f() { Database.query('x'); }\n}"),
        ("classes/Ünbekannt#1.txt", "x"));

    private static JsonObject Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return JsonNode.Parse(stream.ToArray())!.AsObject();
    }

    [Fact]
    public void What_is_written_keeps_to_the_schema()
    {
        var report = Report();
        var run = Run(Written(stream => SarifWriter.Write(report, stream)));
        var rules = run["tool"]!["driver"]!["rules"]!.AsArray();
        var results = run["results"]!.AsArray();
        Assert.Equal(report.Findings.Count, results.Count);
        foreach (var (result, finding) in results.Zip(report.Findings))
        {
            Assert.Equal(finding.Id, (string?)result!["ruleId"]);
            Assert.Equal(finding.Id, (string?)rules[(int)result["ruleIndex"]!]!["id"]);
            Assert.Equal(finding.Severity.ToString(), (string?)result["properties"]!["severity"]);
            Assert.Equal(finding.Remedy, (string?)result["properties"]!["remedy"]);
            Assert.Contains(finding.Message, (string?)result["message"]!["text"], StringComparison.Ordinal);
            var place = result["locations"]![0]!["physicalLocation"]!;
            Assert.Equal(finding.File, Uri.UnescapeDataString((string)place["artifactLocation"]!["uri"]!));
            Assert.Equal(finding.Line ?? 1, (int)place["region"]!["startLine"]!);
        }

        Assert.Contains(results, result => (string?)result!["ruleId"] == "apex-dynamic-soql" && (int)result["locations"]![0]!["physicalLocation"]!["region"]!["startLine"]! == 2);
        Assert.Contains(results, result => (string?)result!["ruleId"] == "unknown-file");
    }

    /// <summary>The files were held against the schema of SARIF 2.1.0 (Errata 01) when they were written.</summary>
    [Theory]
    [InlineData("connected-app-wide")]
    [InlineData("hostile-entities")]
    public void A_golden_package_gives_the_file_beside_it(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Cases", name);
        using var stream = new MemoryStream();
        switch (PackageInspector.InspectZip(PackageBytes.Folder(Path.Combine(folder, "given", "package")), new InspectionOptions()))
        {
            case InspectionOutcome.Inspected { Report: var report }:
                SarifWriter.Write(report, stream);
                break;
            case InspectionOutcome.Refused refused:
                SarifWriter.Write(refused, stream);
                break;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(folder, "want.sarif")).TrimEnd(), Encoding.UTF8.GetString(stream.ToArray()));
        Run(JsonNode.Parse(stream.ToArray())!.AsObject());
    }

    [Fact]
    public void A_refused_package_has_one_result_and_a_harmless_one_none()
    {
        var refused = Assert.IsType<InspectionOutcome.Refused>(PackageInspector.InspectZip(PackageBytes.Zip(PackageBytes.Manifest(), ("../x", "x")), new InspectionOptions()));
        var result = Assert.Single(Run(Written(stream => SarifWriter.Write(refused, stream)))["results"]!.AsArray())!;
        Assert.Equal(("package-unsafe", "error"), ((string?)result["ruleId"], (string?)result["level"]));
        Assert.Contains("../x", (string?)result["message"]!["text"], StringComparison.Ordinal);
        Assert.Empty(Run(Written(stream => SarifWriter.Write(Inspecting.Report(PackageBytes.Manifest(("CustomLabels", ["CustomLabels"])), ("labels/CustomLabels.labels", PackageBytes.Xml("CustomLabels", "")))!, stream)))["results"]!.AsArray());
    }

    [Fact]
    public void The_same_package_gives_the_same_bytes_and_the_same_fingerprints_when_lines_move()
    {
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        SarifWriter.Write(Report(), first);
        SarifWriter.Write(Report(), second);
        Assert.Equal(first.ToArray(), second.ToArray());

        static string[] Prints(string apex) => [.. Run(Written(stream => SarifWriter.Write(Inspecting.Report(PackageBytes.Manifest(("ApexClass", ["A"])), ("classes/A.cls", apex)), stream)))["results"]!.AsArray()
            .Select(result => (string)result!["partialFingerprints"]!["segmentOperator/v1"]!)];
        Assert.Equal(Prints("public without sharing class A {}"), Prints("\n\n// moved\npublic without sharing class A {}"));
    }

    [Fact]
    public void Every_kind_of_finding_says_what_it_is_and_what_to_do_instead()
    {
        Assert.All(FindingCatalog.Kinds.Values, kind =>
        {
            Assert.Matches("^[a-z0-9-]{3,64}$", kind.Id);
            Assert.NotEmpty(kind.Title);
            Assert.EndsWith(".", kind.Remedy, StringComparison.Ordinal);
        });
    }

    /// <summary>What the schema of SARIF 2.1.0 demands of everything that is written.</summary>
    private static JsonObject Run(JsonObject log)
    {
        Assert.Equal("2.1.0", (string?)log["version"]);
        Assert.True(Uri.TryCreate((string?)log["$schema"], UriKind.Absolute, out _));
        var run = Assert.Single(log["runs"]!.AsArray())!.AsObject();
        Assert.Equal("unicodeCodePoints", (string?)run["columnKind"]);
        var driver = run["tool"]!["driver"]!;
        Assert.Equal("segment-operator", (string?)driver["name"]);
        var rules = driver["rules"]!.AsArray();
        Assert.Equal(rules.Count, rules.Select(rule => (string?)rule!["id"]).Distinct().Count());
        foreach (var rule in rules)
        {
            Assert.NotEqual("", (string?)rule!["shortDescription"]!["text"]);
            Assert.NotEqual("", (string?)rule["help"]!["text"]);
            Assert.Contains((string?)rule["defaultConfiguration"]!["level"], Levels);
            Assert.InRange(double.Parse((string)rule["properties"]!["security-severity"]!, CultureInfo.InvariantCulture), 0, 10);
        }

        foreach (var result in run["results"]!.AsArray())
        {
            Assert.Equal(JsonValueKind.String, result!["message"]!["text"]!.GetValueKind());
            Assert.Contains((string?)result["level"], Levels);
            Assert.InRange((int)result["ruleIndex"]!, 0, rules.Count - 1);
            foreach (var location in result["locations"]?.AsArray() ?? [])
            {
                if (location!["physicalLocation"] is not { } place)
                    continue;
                var uri = (string)place["artifactLocation"]!["uri"]!;
                Assert.True(Uri.IsWellFormedUriString(uri, UriKind.Relative), uri);
                Assert.InRange((int)place["region"]!["startLine"]!, 1, int.MaxValue);
            }
        }

        return run;
    }
}
