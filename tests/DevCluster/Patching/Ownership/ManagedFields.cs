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
    private const int UpdatersLimit = 10;

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

    /// <summary>Of more than ten updaters the oldest are one, "ancient-changes".</summary>
    public static List<ManagedEntry> Capped(List<ManagedEntry> entries)
    {
        var updaters = entries.Where(e => !e.IsApply && !e.Fields.IsEmpty)
            .OrderBy(e => e.Time, StringComparer.Ordinal).ThenBy(e => e.Manager, StringComparer.Ordinal).ToList();
        var surplus = updaters.Count - UpdatersLimit;
        var buckets = new Dictionary<string, ManagedEntry>(StringComparer.Ordinal);
        foreach (var updater in updaters)
        {
            if (surplus <= 0)
                break;
            if (!buckets.TryGetValue(updater.ApiVersion, out var bucket))
            {
                buckets[updater.ApiVersion] = updater;
                continue;
            }
            var merged = updater with { Manager = "ancient-changes", Subresource = "", Fields = updater.Fields.Union(bucket.Fields) };
            entries = [.. entries.Where(e => !ReferenceEquals(e, bucket) && !ReferenceEquals(e, updater)), merged];
            buckets[updater.ApiVersion] = merged;
            surplus--;
        }
        return entries;
    }

    private static JsonObject Entry(ManagedEntry entry)
    {
        var json = new JsonObject
        {
            ["manager"] = entry.Manager,
            ["operation"] = entry.Operation,
            ["apiVersion"] = entry.ApiVersion,
        };
        if (entry.Time.Length > 0)
            json["time"] = entry.Time;
        json["fieldsType"] = "FieldsV1";
        json["fieldsV1"] = entry.Fields.ToJson();
        if (entry.Subresource.Length > 0)
            json["subresource"] = entry.Subresource;
        return json;
    }
}
