using System.Text.Json.Nodes;

namespace SegmentOperator.Manager.Status;

/// <summary>The JSON merge patch (RFC 7386) that turns one object into another.</summary>
internal static class MergeDiff
{
    /// <summary>Null when there is nothing to change.</summary>
    public static JsonObject? Between(JsonObject? before, JsonObject? after)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in before ?? [])
        {
            if (value is not null && after?[name] is null)
                patch[name] = null;
        }

        foreach (var (name, value) in after ?? [])
        {
            var old = before?[name];
            if (value is null || JsonNode.DeepEquals(old, value))
                continue;
            patch[name] = old is JsonObject oldObject && value is JsonObject newObject ? Between(oldObject, newObject) : value.DeepClone();
        }

        return patch.Count == 0 ? null : patch;
    }
}
