using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SegmentOperator.Policy.Inspection.Findings;

namespace SegmentOperator.Policy.Inspection.Sarif;

/// <summary>Writes findings as SARIF 2.1.0, which code scanning tools read.</summary>
public static class SarifWriter
{
    private static readonly FindingKind Unsafe = new(
        "package-unsafe", Severity.Critical, "A package that is hostile or damaged", "Pack it again from its sources; nothing of it is let through.");

    /// <param name="report">The inspection.</param>
    /// <param name="output">Where the JSON goes, UTF-8.</param>
    public static void Write(InspectionReport report, Stream output)
    {
        var kinds = report.Findings.Select(finding => finding.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id => FindingCatalog.Kinds[id]).ToArray();
        var indices = kinds.Select((kind, index) => (kind.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index, StringComparer.Ordinal);
        Write(output, kinds, json =>
        {
            foreach (var finding in report.Findings)
                WriteResult(json, finding, indices[finding.Id]);
        });
    }

    /// <summary>A package that was refused has one result: why.</summary>
    /// <param name="refused">The refusal.</param>
    /// <param name="output">Where the JSON goes, UTF-8.</param>
    public static void Write(InspectionOutcome.Refused refused, Stream output) => Write(output, [Unsafe], json =>
        WriteResult(json, new Finding(Unsafe.Id, Unsafe.Severity, "", "", null, refused.Message, Unsafe.Remedy), 0));

    private static void Write(Stream output, FindingKind[] kinds, Action<Utf8JsonWriter> results)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, kinds);
        json.WriteStartArray("results");
        results(json);
        json.WriteEndArray();
        json.WriteString("columnKind", "unicodeCodePoints");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter json, FindingKind[] kinds)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "segment-operator");
        json.WriteStartArray("rules");
        foreach (var kind in kinds)
        {
            json.WriteStartObject();
            json.WriteString("id", kind.Id);
            WriteText(json, "shortDescription", kind.Title);
            WriteText(json, "help", kind.Remedy);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(kind.Severity));
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.WriteString("security-severity", Score(kind.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Finding finding, int rule)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Id);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", Level(finding.Severity));
        WriteText(json, "message", $"{finding.Message} {finding.Remedy}");
        WriteLocation(json, finding);
        json.WriteStartObject("partialFingerprints");
        json.WriteString("segmentOperator/v1", Fingerprint(finding));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("severity", finding.Severity.ToString());
        json.WriteString("remedy", finding.Remedy);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter json, Finding finding)
    {
        if (finding.File.Length == 0 && finding.Component.Length == 0)
            return;
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (finding.File.Length > 0)
        {
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", string.Join('/', finding.File.Split('/').Select(Uri.EscapeDataString)));
            json.WriteEndObject();
            json.WriteStartObject("region");
            json.WriteNumber("startLine", finding.Line ?? 1);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", finding.Component);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>The same finding has the same one though lines move: a service that tracks findings tells old ones by it.</summary>
    private static string Fingerprint(Finding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Id}\n{finding.Component}\n{finding.File}\n{finding.Message}")));

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(Severity severity) => severity switch
    {
        Severity.Critical or Severity.High => "error",
        Severity.Medium => "warning",
        _ => "note",
    };

    private static string Score(Severity severity) => severity switch
    {
        Severity.Critical => "9.5",
        Severity.High => "8.0",
        Severity.Medium => "5.5",
        Severity.Low => "3.0",
        _ => "0.0",
    };
}
