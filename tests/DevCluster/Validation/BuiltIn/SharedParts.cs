using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>Which parts all versions have in common.</summary>
internal sealed class SharedParts(List<JsonObject> versions)
{
    public bool Schema { get; } = Alike(versions, "schema");

    public bool Subresources { get; } = Alike(versions, "subresources");

    public bool Columns { get; } = Alike(versions, "additionalPrinterColumns");

    public bool SelectableFields { get; } = Alike(versions, "selectableFields");

    /// <summary>The versions as their Go struct prints them, without the shared parts.</summary>
    public string Literal(List<JsonObject> all) => GoText.StructJson(new JsonArray([.. all.Select(v => (JsonNode)new JsonObject
    {
        ["Name"] = v.Str("name"),
        ["Served"] = v.Flag("served"),
        ["Storage"] = v.Flag("storage"),
        ["Deprecated"] = v.Flag("deprecated"),
        ["DeprecationWarning"] = v["deprecationWarning"]?.DeepClone(),
        [nameof(Schema)] = Schema ? null : v["schema"]?.DeepClone(),
        [nameof(Subresources)] = Subresources ? null : v["subresources"]?.DeepClone(),
        ["AdditionalPrinterColumns"] = Columns ? null : v["additionalPrinterColumns"]?.DeepClone(),
        [nameof(SelectableFields)] = SelectableFields ? null : v["selectableFields"]?.DeepClone(),
    })]));

    private static bool Alike(List<JsonObject> versions, string key) =>
        versions.TrueForAll(v => v.Has(key) && JsonValues.Same(v[key], versions[0][key]));
}
