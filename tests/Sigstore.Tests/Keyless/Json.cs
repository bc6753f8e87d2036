using System.Text.Json.Nodes;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>Paths in JSON: names of members and numbers of entries.</summary>
internal static class Json
{
    public static JsonNode Get(JsonNode root, params object[] path) =>
        path.Aggregate(root, (node, step) => step is string name ? node[name]! : node[(int)step]!);

    public static IEnumerable<(object[] Path, JsonNode Node)> Nodes(JsonNode node, params object[] path)
    {
        if (path.Length > 0) yield return (path, node);
        var children = node switch
        {
            JsonObject json => json.Select(member => (Step: (object)member.Key, Node: member.Value)),
            JsonArray array => array.Select((item, i) => (Step: (object)i, Node: item)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            if (child is null) continue;
            foreach (var found in Nodes(child, [.. path, step])) yield return found;
        }
    }

    public static IEnumerable<(object[] Path, JsonNode Node)> Leaves(JsonNode node) => Nodes(node).Where(n => n.Node is JsonValue);
}
