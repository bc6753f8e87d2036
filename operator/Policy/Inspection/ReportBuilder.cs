using SegmentOperator.Policy.Inspection.Findings;
using SegmentOperator.Policy.Inspection.Inventory;
using SegmentOperator.Policy.Inspection.Manifests;

namespace SegmentOperator.Policy.Inspection;

/// <summary>Makes the report of what an inspection gathered, in an order that depends on the content alone.</summary>
internal static class ReportBuilder
{
    public static InspectionReport Build(
        CheckContext context, IEnumerable<ComponentRecord> records, IEnumerable<PackageManifest> deletions, IReadOnlyList<string> disagreements)
    {
        var components = new List<PackageComponent>();
        foreach (var record in records)
        {
            var digest = record.Digest();
            context.Facts.Digests[record.Key] = digest;
            components.Add(new PackageComponent(record.Key, Change(context.Baseline, record.Key, digest), record.File, record.Bytes, digest));
        }

        components.AddRange(deletions.SelectMany(manifest => manifest.Members.Select(member =>
            new PackageComponent(member.Key, ChangeKind.Deleted, manifest.File, 0, ""))));
        var report = new InspectionReport
        {
            Form = context.Facts.Form,
            Components =
            [
                .. components.OrderBy(component => component.Type, StringComparer.Ordinal).ThenBy(component => component.Name, StringComparer.Ordinal)
                    .ThenBy(component => component.File, StringComparer.Ordinal),
            ],
            Grants =
            [
                .. context.Grants.Select(grant => new Grant(grant.Key, grant.Value)).OrderBy(grant => grant.Target.Type, StringComparer.Ordinal)
                    .ThenBy(grant => grant.Target.Name, StringComparer.Ordinal),
            ],
            Disagreements = disagreements,
            Findings = context.Sink.Ordered(),
            Facts = context.Facts,
            HasBaseline = context.Baseline is not null,
        };
        return report with { Digest = ReportDigest.Of(report) };
    }

    private static ChangeKind Change(PackageFacts? baseline, ComponentKey key, string digest) =>
        baseline is null ? ChangeKind.Unknown
        : !baseline.Digests.TryGetValue(key, out var before) ? ChangeKind.Added
        : before == digest ? ChangeKind.Unchanged
        : ChangeKind.Changed;
}
