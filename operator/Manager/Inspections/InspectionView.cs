using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Decisions;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Scope;

namespace SegmentOperator.Manager.Inspections;

/// <summary>An inspection as a request's status shows it.</summary>
internal static class InspectionView
{
    private const int Shown = 64;

    public static InspectionStatus Of(InspectionReport report, ScopeReport scope, InspectionStatus? before, DateTimeOffset now) => new()
    {
        Type = report.Form.ToString(),
        Components = report.Components.Count,
        Added = report.HasBaseline ? report.Count(ChangeKind.Added) : null,
        Changed = report.HasBaseline ? report.Count(ChangeKind.Changed) : null,
        Deleted = report.Count(ChangeKind.Deleted),
        ByType = report.Components.GroupBy(component => component.Type, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Take(256)
            .ToDictionary(group => group.Key, group => group.Count()),
        OutOfScope = [.. scope.Outside.Concat(scope.Unmapped).Take(Shown).Select(component => Cut(component.ToString(), 512))],
        Disagreements = [.. report.Disagreements.Take(Shown).Select(text => Cut(text, 512))],
        Findings = [.. report.Findings.Take(Shown).Select(Finding)],
        FindingCounts = report.Findings.GroupBy(finding => finding.Severity).ToDictionary(group => group.Key.ToString(), group => group.Count()),
        Digest = report.Digest,
        At = before?.Digest == report.Digest ? before.At : now,
    };

    private static FindingStatus Finding(Finding finding) => new()
    {
        Id = finding.Id,
        Severity = PolicyMapping.Same<FindingSeverity>(finding.Severity),
        Component = Cut(finding.Component, 512),
        File = Cut(finding.File, 512),
        Line = finding.Line,
        Message = Cut($"{finding.Message} {finding.Remedy}", 1024),
    };

    public static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");
}
