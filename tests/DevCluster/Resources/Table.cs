using System.Buffers;
using System.Globalization;
using System.Text.Json;
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

    /// <summary>A table of a few objects, for whom it is changed further.</summary>
    public static JsonObject Of(ResourceInfo resource, IEnumerable<JsonObject> values, string includeObject, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Json.WriterOptions))
            Write(writer, resource, [], values, includeObject, now);
        return (JsonObject)JsonNode.Parse(buffer.WrittenSpan)!;
    }

    /// <summary>Writes a table without a copy of anything: lists may be long.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="resource">The kind, which knows its columns.</param>
    /// <param name="metadata">The table's metadata.</param>
    /// <param name="values">The objects.</param>
    /// <param name="includeObject"><c>None</c>, <c>Metadata</c> or <c>Object</c>: what each row carries besides its cells.</param>
    /// <param name="now">The time that ages are counted to.</param>
    public static void Write(Utf8JsonWriter writer, ResourceInfo resource, JsonObject metadata, IEnumerable<JsonObject> values, string includeObject, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "Table");
        writer.WriteString("apiVersion", "meta.k8s.io/v1");
        writer.WritePropertyName("metadata");
        metadata.WriteTo(writer);
        writer.WritePropertyName("columnDefinitions");
        Columns(resource).WriteTo(writer);
        writer.WriteStartArray("rows");
        foreach (var value in values)
            WriteRow(writer, resource, value, includeObject, now);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static JsonArray Columns(ResourceInfo resource) => new([.. resource.Columns.Select(c => (JsonNode)new JsonObject
    {
        ["name"] = c.Name,
        ["type"] = c.Type,
        ["format"] = c.Format,
        ["description"] = c.Description,
        ["priority"] = c.Priority,
    })]);

    private static void WriteRow(Utf8JsonWriter writer, ResourceInfo resource, JsonObject value, string includeObject, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        foreach (var column in resource.Columns)
            Write(writer, column.Cell(value, now));
        writer.WriteEndArray();
        if (resource is { Resource: "pods", Group: "" } && PodSummary.RowCondition(value) is { } condition)
        {
            writer.WriteStartArray("conditions");
            condition.WriteTo(writer);
            writer.WriteEndArray();
        }
        writer.WritePropertyName("object");
        if (includeObject == "Metadata")
            WriteMetadata(writer, value);
        else
            Write(writer, includeObject == "None" ? null : value);
        writer.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, JsonObject value)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "PartialObjectMetadata");
        writer.WriteString("apiVersion", "meta.k8s.io/v1");
        writer.WritePropertyName("metadata");
        Write(writer, value["metadata"] ?? new JsonObject());
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null)
            writer.WriteNullValue();
        else
            node.WriteTo(writer);
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
}
