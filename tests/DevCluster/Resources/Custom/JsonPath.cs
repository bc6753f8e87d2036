using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SegmentOperator.DevCluster.Resources.Custom;

/// <summary>
/// The JSONPath of printer columns and selectable fields: members, indexes, <c>[*]</c> and filters for equality,
/// <c>.status.conditions[?(@.type=="Ready")].status</c>. A path outside of this finds nothing.
/// </summary>
internal sealed partial class JsonPath
{
    private readonly IReadOnlyList<Match> _steps;

    public JsonPath(string path)
    {
        var steps = Step().Matches(path);
        _steps = steps.Cast<Match>().Sum(s => s.Length) == path.Length ? [.. steps.Cast<Match>()] : [];
    }

    /// <summary>The first value that the path names, or null.</summary>
    public JsonNode? First(JsonNode value)
    {
        IEnumerable<JsonNode?> found = [value];
        foreach (var step in _steps)
            found = found.SelectMany(f => Follow(f, step));
        return _steps.Count == 0 ? null : found.FirstOrDefault();
    }

    private static IEnumerable<JsonNode?> Follow(JsonNode? value, Match step)
    {
        if (step.Groups["member"].Success)
            return value is JsonObject map && map.TryGetPropertyValue(step.Groups["member"].Value.Replace("\\.", "."), out var member) ? [member] : [];
        if (step.Groups["quoted"].Success)
            return value is JsonObject map && map.TryGetPropertyValue(step.Groups["quoted"].Value, out var member) ? [member] : [];
        if (value is not JsonArray list)
            return step.Groups["all"].Success && value is JsonObject all ? all.Select(p => p.Value) : [];
        if (step.Groups["index"].Success)
        {
            var index = int.Parse(step.Groups["index"].Value);
            index = index < 0 ? list.Count + index : index;
            return index >= 0 && index < list.Count ? [list[index]] : [];
        }
        if (!step.Groups["filter"].Success)
            return list;
        var path = step.Groups["filter"].Value.Split('.');
        return list.Where(item => (item.At(path)?.ToString() ?? "") == step.Groups["value"].Value);
    }

    [GeneratedRegex("""\.(?<member>(?:[^.\[\]\\]|\\.)+)|\[(?<index>-?\d+)\]|\[(?<all>\*)\]|\[['"](?<quoted>[^'"]+)['"]\]|\[\?\(@\.(?<filter>[\w.]+)\s*==\s*['"]?(?<value>[^'")]*)['"]?\)\]""")]
    private static partial Regex Step();
}
