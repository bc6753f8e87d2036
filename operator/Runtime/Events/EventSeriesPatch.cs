using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Counts an Event up.</summary>
internal static class EventSeriesPatch
{
    public static Patch Of(int count, DateTimeOffset last) => Patch.Merge(new JsonObject
    {
        ["series"] = new JsonObject
        {
            ["count"] = count,
            ["lastObservedTime"] = last.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        },
    });
}
