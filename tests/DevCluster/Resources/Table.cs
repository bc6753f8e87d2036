using System.Globalization;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>Objects as the Table that <c>kubectl get</c> asks for.</summary>
internal static class Table
{
    /// <summary>How long ago a time was, as kubectl shows it.</summary>
    public static string Age(string? time, DateTimeOffset now) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then)
            ? Human(now - then)
            : "<unknown>";

    /// <param name="resource">The kind, which knows its columns.</param>
    /// <param name="values">The objects; given away.</param>
    /// <param name="includeObject"><c>None</c>, <c>Metadata</c> or <c>Object</c>: what each row carries besides its cells.</param>
    /// <param name="now">The time that ages are counted to.</param>
    public static JsonObject Of(ResourceInfo resource, IEnumerable<JsonObject> values, string includeObject, DateTimeOffset now) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = new JsonObject(),
        ["columnDefinitions"] = Columns(resource),
        ["rows"] = new JsonArray([.. values.Select(v => (JsonNode)Row(resource, v, includeObject, now))]),
    };

    private static JsonArray Columns(ResourceInfo resource) => new([.. resource.Columns.Select(c => (JsonNode)new JsonObject
    {
        ["name"] = c.Name,
        ["type"] = c.Type,
        ["format"] = c.Format,
        ["description"] = c.Description,
        ["priority"] = c.Priority,
    })]);

    private static JsonObject Row(ResourceInfo resource, JsonObject value, string includeObject, DateTimeOffset now)
    {
        var row = new JsonObject
        {
            ["cells"] = new JsonArray([.. resource.Columns.Select(c => Cell(c, value, now))]),
        };
        if (resource is { Resource: "pods", Group: "" } && PodSummary.RowCondition(value) is { } condition)
            row["conditions"] = new JsonArray(condition);
        row["object"] = includeObject switch
        {
            "None" => null,
            "Object" => value,
            _ => PartialMetadata(value),
        };
        return row;
    }

    public static JsonObject PartialMetadata(JsonObject value) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = value["metadata"]?.DeepClone() ?? new JsonObject(),
    };

    /// <summary>A duration as kubectl shows it: the largest two units, fewer the larger they are.</summary>
    public static string Human(TimeSpan age)
    {
        if (age < TimeSpan.FromSeconds(-1))
            return "<invalid>";
        var seconds = (long)Math.Max(0, age.TotalSeconds);
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds switch
        {
            < 120 => $"{seconds}s",
            _ when minutes < 10 => Two(minutes, "m", seconds % 60, "s"),
            _ when minutes < 180 => $"{minutes}m",
            _ when hours < 8 => Two(hours, "h", minutes % 60, "m"),
            _ when hours < 48 => $"{hours}h",
            _ when hours < 192 => Two(days, "d", hours % 24, "h"),
            _ when days < 730 => $"{days}d",
            _ when days < 2920 => Two(days / 365, "y", days % 365, "d"),
            _ => $"{days / 365}y",
        };
    }

    private static string Two(long large, string unit, long small, string smaller) =>
        small == 0 ? $"{large}{unit}" : $"{large}{unit}{small}{smaller}";

    private static JsonNode? Cell(ColumnInfo column, JsonObject value, DateTimeOffset now) =>
        column.Cell(value, now) is { } cell ? cell.Parent is null ? cell : cell.DeepClone() : null;
}
