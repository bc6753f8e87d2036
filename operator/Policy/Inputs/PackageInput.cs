using System.Text.Json.Nodes;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Scope;

namespace SegmentOperator.Policy.Inputs;

/// <summary>What rules see of a package.</summary>
public static class PackageInput
{
    /// <param name="report">What is in it.</param>
    /// <param name="scope">How it lies in the segment.</param>
    /// <param name="exceptedFindings">Ids of findings that the segment's owner answers for.</param>
    public static JsonObject Of(InspectionReport report, ScopeReport scope, IReadOnlySet<string> exceptedFindings)
    {
        var outside = scope.Outside.Concat(scope.Unmapped).Where(component => component.Via is null).Select(component => component.Key).ToHashSet();
        var package = new JsonObject
        {
            ["form"] = report.Form.ToString(),
            ["files"] = report.Files,
            ["bytes"] = report.Bytes,
            ["digest"] = report.Digest,
            ["hasBaseline"] = report.HasBaseline,
            ["added"] = report.Count(ChangeKind.Added),
            ["changed"] = report.Count(ChangeKind.Changed),
            ["deleted"] = report.Count(ChangeKind.Deleted),
            ["unchanged"] = report.Count(ChangeKind.Unchanged),
            ["byType"] = new JsonObject(report.Components.GroupBy(component => component.Type, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => KeyValuePair.Create(group.Key, (JsonNode?)group.Count()))),
            ["components"] = new JsonArray([.. report.Components.Select(component => Component(component, !outside.Contains(component.Key)))]),
            ["findings"] = new JsonArray([.. report.Findings.Select(finding => Finding(finding, exceptedFindings.Contains(finding.Id)))]),
            ["outOfScope"] = Texts(scope.Outside),
            ["unmapped"] = Texts(scope.Unmapped),
            ["disagreements"] = Texts(report.Disagreements),
        };
        if (report.ApiVersion is not null)
            package["apiVersion"] = report.ApiVersion;
        if (scope.Highest is { } sensitivity)
            package["sensitivity"] = sensitivity.ToString();
        return package;
    }

    private static JsonObject Component(PackageComponent component, bool inScope) => new()
    {
        ["type"] = component.Type,
        ["name"] = component.Name,
        ["change"] = component.Change.ToString(),
        ["file"] = component.File,
        ["inScope"] = inScope,
        ["known"] = component.IsKnown,
    };

    private static JsonObject Finding(Finding finding, bool excepted)
    {
        var json = new JsonObject
        {
            ["id"] = finding.Id,
            ["severity"] = finding.Severity.ToString(),
            ["component"] = finding.Component,
            ["file"] = finding.File,
            ["message"] = finding.Message,
            ["excepted"] = excepted,
        };
        if (finding.Line is { } line)
            json["line"] = line;
        return json;
    }

    private static JsonArray Texts(IEnumerable<object> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text.ToString()))]);
}
