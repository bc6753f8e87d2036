using System.Globalization;
using System.Text.Json.Nodes;

namespace SegmentOperator.Stage;

/// <summary>Who made what is on a cluster, as its managed fields say: a world, or somebody else.</summary>
internal static class Maker
{
    /// <summary>The field managers of the stage, of the clients that tests use, and of the operator.</summary>
    private static readonly string[] Managers = ["stage", "segment-operator", "test"];

    /// <summary>The oldest entry is a world's. Others may have written to it since, as the controllers of some distributions do to every namespace.</summary>
    public static bool IsWorld(JsonNode item)
    {
        var entries = Entries(item).Where(entry => entry["subresource"] is null).ToList();
        var oldest = entries.Count == 0 ? default : entries.Min(Time);
        return entries.Any(entry => Time(entry) == oldest && IsOurs(entry));
    }

    /// <summary>Nobody but worlds wrote it: definitions that somebody else applied, too, are somebody else's, whoever was first.</summary>
    public static bool IsOnlyWorlds(JsonNode item) => IsWorld(item) && Entries(item).Where(entry => entry["subresource"] is null).All(IsOurs);

    /// <summary>A world wrote its spec. The operator writes to everybody's segments, and never to a spec.</summary>
    public static bool IsWorldsSpec(JsonNode item) => Entries(item).Any(entry => IsOurs(entry) && entry["fieldsV1"]?["f:spec"] is not null);

    private static IEnumerable<JsonNode> Entries(JsonNode item) => (item["metadata"]!["managedFields"] as JsonArray)?.Select(entry => entry!) ?? [];

    private static bool IsOurs(JsonNode entry) => Managers.Contains((string?)entry["manager"], StringComparer.Ordinal);

    private static DateTimeOffset Time(JsonNode entry) =>
        (string?)entry["time"] is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : default;
}
