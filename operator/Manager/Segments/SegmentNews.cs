using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Status;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Segments;

/// <summary>
/// Which changes of a segment concern its requests and grants. Its counts change with every grant that begins or ends; looking at all the others
/// each time would be ten thousand looks for each.
/// </summary>
internal static class SegmentNews
{
    private static readonly HashSet<string> Counts = new(StringComparer.Ordinal) { "liveRuns", "activeGrants", "waitingRequests", "unexplainedAccess", "lastDrift" };

    public static bool Matters(CacheChange<Segment> change)
    {
        if (change is not { Before: { } before, After: { } after } || before.Metadata.Uid != after.Metadata.Uid
            || before.Metadata.Generation != after.Metadata.Generation || before.Metadata.DeletionTimestamp != after.Metadata.DeletionTimestamp)
            return true;
        return MergeDiff.Between(StatusOf(before), StatusOf(after))?.Any(field => !Counts.Contains(field.Key)) == true;
    }

    private static JsonObject? StatusOf(Segment segment) => JsonSerializer.SerializeToNode(segment, Segment.ResourceType.Json)?["status"] as JsonObject;
}
