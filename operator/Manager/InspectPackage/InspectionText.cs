using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.Manager.PolicyCommands;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Scope;

namespace SegmentOperator.Manager.InspectPackage;

/// <summary>An inspection for people, and for programs. Pure: the same package gives the same text.</summary>
internal static class InspectionText
{
    public static void Plain(string package, InspectionOutcome outcome, ScopeReport? scope, TextWriter output)
    {
        if (outcome is not InspectionOutcome.Inspected { Report: var report })
        {
            output.WriteLine($"Refused ({((InspectionOutcome.Refused)outcome).Reason}): {((InspectionOutcome.Refused)outcome).Message}");
            return;
        }

        output.WriteLine($"{package}: {report.Form}, {report.Files} files, {report.Bytes} bytes, {report.Components.Count} components, {report.Findings.Count} findings");
        output.WriteLine();
        Text.Table(output, ["TYPE", "NAME", "CHANGE", "FILE"], report.Components.Select(component => new[] { component.Type, component.Name, component.Change.ToString(), component.File }));
        List(output, "Manifest and content disagree:", report.Disagreements);
        List(output, "Not of the segment:", (scope?.Outside ?? []).Concat(scope?.Unmapped ?? []).Select(component => component.ToString()));
        if (report.Findings.Count == 0)
            return;
        output.WriteLine();
        Text.Table(output, ["SEVERITY", "FINDING", "PLACE", "WHAT"], report.Findings.Select(finding => new[] { finding.Severity.ToString(), finding.Id, Place(finding), $"{finding.Message} {finding.Remedy}" }));
    }

    public static JsonObject Json(string package, InspectionOutcome outcome, ScopeReport? scope)
    {
        var json = new JsonObject { ["package"] = package };
        if (outcome is not InspectionOutcome.Inspected { Report: var report })
        {
            var refused = (InspectionOutcome.Refused)outcome;
            json["refused"] = new JsonObject { ["reason"] = refused.Reason, ["message"] = refused.Message };
            return json;
        }

        json["form"] = report.Form.ToString();
        if (report.ApiVersion is not null)
            json["apiVersion"] = report.ApiVersion;
        json["files"] = report.Files;
        json["bytes"] = report.Bytes;
        json["digest"] = report.Digest;
        json["components"] = new JsonArray([.. report.Components.Select(component => new JsonObject
        {
            ["type"] = component.Type,
            ["name"] = component.Name,
            ["change"] = component.Change.ToString(),
            ["file"] = component.File,
            ["bytes"] = component.Bytes,
        })]);
        json["grants"] = Texts(report.Grants.Select(grant => $"{grant.Target} (by {grant.By})"));
        json["disagreements"] = Texts(report.Disagreements);
        if (scope is not null)
        {
            json["outOfScope"] = Texts(scope.Outside.Select(component => component.ToString()));
            json["unmapped"] = Texts(scope.Unmapped.Select(component => component.ToString()));
        }

        json["findings"] = new JsonArray([.. report.Findings.Select(Finding)]);
        return json;
    }

    private static JsonObject Finding(Finding finding)
    {
        var json = new JsonObject
        {
            ["id"] = finding.Id,
            ["severity"] = finding.Severity.ToString(),
            ["component"] = finding.Component,
            ["file"] = finding.File,
            ["message"] = finding.Message,
            ["remedy"] = finding.Remedy,
        };
        if (finding.Line is { } line)
            json["line"] = line;
        return json;
    }

    private static string Place(Finding finding) => finding.Line is { } line ? $"{finding.File}:{line.ToString(CultureInfo.InvariantCulture)}" : finding.File.Length > 0 ? finding.File : finding.Component;

    private static void List(TextWriter output, string title, IEnumerable<string> items)
    {
        var all = items.ToArray();
        if (all.Length == 0)
            return;
        output.WriteLine();
        output.WriteLine(title);
        foreach (var item in all)
            output.WriteLine($"  {item}");
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
