using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Patching;

/// <summary>RFC 7396.</summary>
internal static class MergePatch
{
    public static JsonObject Apply(JsonObject value, JsonObject patch)
    {
        var result = value.Clone();
        foreach (var (name, change) in patch)
        {
            if (change is null)
                result.Remove(name);
            else
                result[name] = change is JsonObject below ? Apply(result[name] as JsonObject ?? [], below) : change.DeepClone();
        }
        return result;
    }
}
