using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>An event is stored once, in the core group's words; the events group has others for the same.</summary>
internal static class EventConversion
{
    private static readonly (string Core, string Group)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
        ("reportingComponent", "reportingController"),
    ];

    public static JsonObject ToCore(JsonObject value)
    {
        value = Rename(value, name => Names.FirstOrDefault(n => n.Group == name).Core, "v1");
        value.TryAdd("reportingComponent", "");
        value.TryAdd("reportingInstance", "");
        return value;
    }

    public static JsonObject ToEventsGroup(JsonObject value)
    {
        value = Rename(value, name => Names.FirstOrDefault(n => n.Core == name).Group, "events.k8s.io/v1");
        foreach (var name in new[] { "reportingController", "reportingInstance" })
        {
            if (value.Text(name)?.Length == 0)
                value.Remove(name);
        }
        return value;
    }

    private static JsonObject Rename(JsonObject value, Func<string, string?> rename, string apiVersion)
    {
        var renamed = new JsonObject();
        foreach (var (name, child) in value.ToArray())
        {
            value.Remove(name);
            renamed[rename(name) ?? name] = child;
        }
        renamed["apiVersion"] = apiVersion;
        return renamed;
    }
}
