using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Patching.Ownership;

/// <summary>One writer's entry in <c>metadata.managedFields</c>.</summary>
internal sealed record ManagedEntry(string Manager, string Operation, string ApiVersion, string Subresource, string Time, FieldSet Fields)
{
    public bool IsApply => Operation == "Apply";

    /// <summary>Entries of the same writer are one.</summary>
    public bool IsSame(ManagedEntry other) => Manager == other.Manager && Operation == other.Operation &&
        Subresource == other.Subresource && (IsApply || ApiVersion == other.ApiVersion);
}

/// <summary>Reads and writes <c>metadata.managedFields</c>.</summary>
internal static class ManagedFields
{
    public static List<ManagedEntry> Read(JsonObject value) => [.. value.Objects("metadata", "managedFields").Select(e => new ManagedEntry(
        e.Text("manager") ?? "",
        e.Text("operation") ?? "",
        e.Text("apiVersion") ?? "",
        e.Text("subresource") ?? "",
        e.Text("time") ?? "",
        FieldSet.Parse(e["fieldsV1"] as JsonObject)))];

    /// <summary>Writes entries that own something: those of apply first, then by time.</summary>
    public static void Write(JsonObject value, IEnumerable<ManagedEntry> entries)
    {
        var written = entries.Where(e => !e.Fields.IsEmpty)
            .OrderBy(e => e.IsApply ? 0 : 1)
            .ThenBy(e => e.Time, StringComparer.Ordinal)
            .ThenBy(e => e.Manager, StringComparer.Ordinal)
            .Select(Entry).ToArray<JsonNode?>();
        if (written.Length == 0)
            value.Meta().Remove("managedFields");
        else
            value.Meta()["managedFields"] = new JsonArray(written);
    }

    private static JsonObject Entry(ManagedEntry entry)
    {
        var json = new JsonObject
        {
            ["manager"] = entry.Manager,
            ["operation"] = entry.Operation,
            ["apiVersion"] = entry.ApiVersion,
            ["time"] = entry.Time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = entry.Fields.ToJson(),
        };
        if (entry.Subresource.Length > 0)
            json["subresource"] = entry.Subresource;
        return json;
    }
}
