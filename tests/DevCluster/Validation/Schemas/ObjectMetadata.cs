using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>The metadata of custom resources and of resources embedded in them: the fields it has and their types.</summary>
internal static class ObjectMetadata
{
    private const string Labels = "map";
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["name"] = "string",
        ["generateName"] = "string",
        ["namespace"] = "string",
        ["selfLink"] = "string",
        ["uid"] = "string",
        ["resourceVersion"] = "string",
        ["generation"] = "integer",
        ["creationTimestamp"] = "string",
        ["deletionTimestamp"] = "string",
        ["deletionGracePeriodSeconds"] = "integer",
        ["labels"] = Labels,
        ["annotations"] = Labels,
        ["ownerReferences"] = "array",
        ["finalizers"] = "array",
        ["managedFields"] = "array",
    };

    private static readonly string[] OwnerFields = ["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"];

    /// <summary>Removes fields that metadata does not have; returns their paths.</summary>
    public static List<string> Prune(JsonObject metadata, string path)
    {
        List<string> unknown = [];
        foreach (var key in metadata.Select(p => p.Key).Where(k => !Fields.ContainsKey(k)).ToList())
        {
            metadata.Remove(key);
            unknown.Add(path.Child(key));
        }

        var index = 0;
        foreach (var owner in metadata.Objects("ownerReferences"))
        {
            foreach (var key in owner.Select(p => p.Key).Except(OwnerFields, StringComparer.Ordinal).ToList())
            {
                owner.Remove(key);
                unknown.Add(path.Child("ownerReferences").Index(index).Child(key));
            }

            index++;
        }

        return unknown;
    }

    /// <summary>
    /// What a Go program says of metadata that does not fit its struct, such as <c>json: cannot unmarshal number into Go
    /// struct field ObjectMeta.labels of type string</c>; null when it fits.
    /// </summary>
    public static string? TypeError(JsonObject metadata)
    {
        foreach (var (key, value) in metadata)
        {
            if (value is null || !Fields.TryGetValue(key, out var type))
                continue;
            var error = type == Labels
                ? value is JsonObject map ? map.Where(p => p.Value is not null).Select(p => Wrong(p.Value, "string", key, "string")).FirstOrDefault(e => e is not null)
                    : Wrong(value, "object", key, "map[string]string")
                : Wrong(value, type, key, type switch { "integer" => "int64", "array" => $"[]{Element(key)}", _ => "string" });
            if (error is not null)
                return error;
        }

        return null;
    }

    private static string Element(string key) => key switch
    {
        "ownerReferences" => "v1.OwnerReference",
        "managedFields" => "v1.ManagedFieldsEntry",
        _ => "string",
    };

    private static string? Wrong(JsonNode? value, string expected, string field, string goType)
    {
        var actual = value.Kind() is JsonType.Integer or JsonType.Number ? "number" : value.TypeName();
        if (value.TypeName() == expected)
            return null;
        return $"json: cannot unmarshal {(actual == "boolean" ? "bool" : actual)} into Go struct field ObjectMeta.{field} of type {goType}";
    }
}
