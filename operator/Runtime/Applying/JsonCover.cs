using System.Text.Json.Nodes;

namespace SegmentOperator.Runtime;

/// <summary>Whether one JSON value says everything that another does.</summary>
internal static class JsonCover
{
    public static bool Covers(JsonNode? whole, JsonNode? part) => (whole, part) switch
    {
        (_, null) => whole is null,
        (JsonObject has, JsonObject wants) => wants.All(pair => has.TryGetPropertyValue(pair.Key, out var value) && Covers(value, pair.Value)),
        (JsonArray has, JsonArray wants) => has.Count == wants.Count && has.Zip(wants).All(pair => Covers(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(whole, part),
    };
}
