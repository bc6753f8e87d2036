using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>The rules for <c>x-kubernetes-*</c> extensions of maps and lists.</summary>
internal static class ExtensionRules
{
    private const string MapType = "x-kubernetes-map-type";
    private const string ListType = "x-kubernetes-list-type";
    private const string MapKeys = "x-kubernetes-list-map-keys";

    public static void Validate(List<FieldError> errors, JsonObject schema, string path)
    {
        if (schema.Has("x-kubernetes-preserve-unknown-fields") && !schema.Flag("x-kubernetes-preserve-unknown-fields"))
            errors.Add(Finding.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined"));
        var type = schema.Str("type");
        if (schema.Text(MapType) is { } mapType)
        {
            if (type != "object")
                errors.Add(WrongType(path, type, $"must be object if {MapType} is specified"));
            if (mapType is not ("atomic" or "granular"))
                errors.Add(Finding.NotSupported(path.Child(MapType), mapType, "atomic", "granular"));
        }

        if (schema.Text(ListType) is { } listType)
        {
            if (type != "array")
                errors.Add(WrongType(path, type, $"must be array if {ListType} is specified"));
            else if (listType == "set" && schema["items"] is JsonObject items)
                SetItems(errors, items, path.Child("items"));
            if (listType is not ("atomic" or "set" or "map"))
                errors.Add(Finding.NotSupported(path.Child(ListType), listType, "atomic", "set", "map"));
        }

        if (schema.Items(MapKeys).Any() && schema.Str(ListType) != "map")
        {
            const string Detail = $"must be map if {MapKeys} is non-empty";
            errors.Add(schema.Text(ListType) is { } other
                ? Finding.Invalid(path.Child(ListType), other, Detail) : Finding.Required(path.Child(ListType), Detail));
        }

        if (schema.Str(ListType) == "map")
            MapItems(errors, schema, path);
        if (schema.Str(ListType) is "map" or "set" && schema["items"] is JsonObject entries)
            NotNullable(errors, schema, entries, path.Child("items"));
    }

    private static FieldError WrongType(string path, string type, string detail) =>
        type.Length == 0 ? Finding.Required(path.Child("type"), detail) : Finding.Invalid(path.Child("type"), type, detail);

    private static void SetItems(List<FieldError> errors, JsonObject items, string path)
    {
        const string Detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        if (items.Str("type") == "array" && items.Text(ListType) is { } list && list != "atomic")
            errors.Add(Finding.Invalid(path.Child(ListType), list, Detail));
        else if (items.Str("type") == "object" && items.Str(MapType) != "atomic")
            errors.Add(Finding.Invalid(path.Child(MapType), items[ListType], Detail));
    }

    private static void MapItems(List<FieldError> errors, JsonObject schema, string path)
    {
        var keys = schema.Texts(MapKeys).ToList();
        if (keys.Count == 0)
            errors.Add(Finding.Required(path.Child(MapKeys), $"must not be empty if {ListType} is map"));
        if (schema["items"] is not JsonObject items)
        {
            errors.Add(Finding.Required(path.Child("items"), $"must have a schema if {ListType} is map"));
            return;
        }

        if (items.Str("type") != "object")
        {
            errors.Add(Finding.Invalid(path.Child("items").Child("type"), items.Str("type"), $"must be object if parent array's {ListType} is map"));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (items.Map("properties")[key] is not JsonObject property)
                errors.Add(Finding.Invalid(path.Child(MapKeys), schema[MapKeys], "entries must all be names of item properties"));
            else if (property.Str("type") is "array" or "object")
            {
                errors.Add(Finding.Invalid(path.Child("items").Child("properties").Key(key).Child("type"), items.Str("type"),
                    $"must be a scalar type if parent array's {ListType} is map"));
            }

            if (!seen.Add(key))
                errors.Add(Finding.Invalid(path.Child(MapKeys), schema[MapKeys], "must not contain duplicate entries"));
        }
    }

    private static void NotNullable(List<FieldError> errors, JsonObject schema, JsonObject items, string path)
    {
        var type = schema.Str(ListType);
        if (items.Flag("nullable"))
            errors.Add(Finding.Forbidden(path.Child("nullable"), $"cannot be nullable when {ListType} is {type}"));
        if (type != "map")
            return;
        var required = items.Texts("required").ToList();
        foreach (var key in schema.Texts(MapKeys))
        {
            if (items.Map("properties")[key] is not JsonObject property)
                continue;
            var at = path.Child("properties").Key(key);
            if (!required.Contains(key) && !property.Has("default"))
                errors.Add(Finding.Required(at.Child("default"), $"this property is in {MapKeys}, so it must have a default or be a required property"));
            if (property.Flag("nullable"))
                errors.Add(Finding.Forbidden(at.Child("nullable"), $"this property is in {MapKeys}, so it cannot be nullable"));
        }
    }
}
