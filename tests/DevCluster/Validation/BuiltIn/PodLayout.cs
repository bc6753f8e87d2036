using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>
/// Writes parts of a pod as a kube-apiserver sees them inside: Go's structs, field by field, with Go's names. Refusals show
/// them. What they look like is in <c>pod.layout</c>.
/// </summary>
internal static class PodLayout
{
    private static readonly Lazy<Dictionary<string, string[]>> Structs = new(Read);

    /// <summary>A served value as the struct of that name.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The struct.</param>
    /// <param name="above">The value that it stands in: some fields are there.</param>
    public static JsonObject Of(JsonObject value, string name, JsonObject? above = null)
    {
        var result = new JsonObject();
        foreach (var field in Structs.Value[name])
        {
            var colon = field.IndexOf(':');
            var (go, type) = (field[..colon], field[(colon + 1)..]);
            var served = char.ToLowerInvariant(go[0]) + go[1..];
            if (go.IndexOf('=') is > 0 and var at)
                (go, served) = (go[..at], go[(at + 1)..]);
            var source = served[0] == '^' ? above?[served[1..]] : value[served];
            result[go] = Field(source, type, value);
        }
        return result;
    }

    private static JsonNode? Field(JsonNode? value, string type, JsonObject above) => type switch
    {
        "n" => value?.DeepClone(),
        "s" => value?.DeepClone() ?? "",
        "i" => value?.DeepClone() ?? 0,
        "b" => value?.DeepClone() ?? false,
        "q" => value?.DeepClone() ?? "0",
        _ when type[0] == '[' => value is JsonArray { Count: > 0 } list
            ? new JsonArray([.. list.OfType<JsonObject>().Select(i => (JsonNode)Of(i, type[1..]))])
            : null,
        _ when type[0] == '*' => value is JsonObject pointed ? Of(pointed, type[1..], above) : null,
        _ => Of(value as JsonObject ?? [], type, above),
    };

    private static Dictionary<string, string[]> Read()
    {
        var assembly = typeof(PodLayout).Assembly;
        using var text = new StreamReader(assembly.GetManifestResourceStream(
            assembly.GetManifestResourceNames().Single(n => n.EndsWith("pod.layout", StringComparison.Ordinal)))!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#')
            .Select(l => l.Split(' ')).ToDictionary(words => words[0], words => words[1..]);
    }
}
