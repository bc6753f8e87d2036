using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>Removes fields that a structural schema does not specify and says which these were.</summary>
internal sealed class SchemaPruning
{
    private static readonly string[] TypeAndMetadata = ["apiVersion", "kind", "metadata"];
    private readonly List<string> _unknown = [];

    /// <summary>Prunes a whole resource.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">What is pruned in place.</param>
    /// <param name="isResourceRoot">Whether apiVersion, kind and metadata are known without being specified.</param>
    /// <returns>The removed paths, sorted.</returns>
    public static List<string> Prune(JsonObject schema, JsonNode? value, bool isResourceRoot)
    {
        var pruning = new SchemaPruning();
        pruning.Visit(schema, value, "", isResourceRoot);
        pruning._unknown.Sort(StringComparer.Ordinal);
        return pruning._unknown;
    }

    private void Visit(JsonObject? schema, JsonNode? value, string path, bool isResource)
    {
        isResource |= schema.Flag("x-kubernetes-embedded-resource");
        var preserve = schema.Flag("x-kubernetes-preserve-unknown-fields");
        if (value is JsonArray list)
        {
            var items = schema?["items"] as JsonObject;
            for (var i = 0; i < list.Count && !(preserve && items is null); i++)
                Visit(items, list[i], path.Index(i), isResource: false);
        }
        else if (value is JsonObject map)
        {
            foreach (var (key, item) in map.ToList())
            {
                if (isResource && TypeAndMetadata.Contains(key))
                {
                    if (key == "metadata" && item is JsonObject metadata)
                        _unknown.AddRange(ObjectMetadata.Prune(metadata, path.Child(key)));
                    continue;
                }

                var properties = schema.Map("properties");
                if (properties[key] is JsonObject property)
                    Visit(property, item, path.Child(key), isResource: false);
                else if (schema?["additionalProperties"] is JsonObject rest)
                    Visit(rest, item, path.Child(key), isResource: false);
                else if (schema.Flag("additionalProperties"))
                    Visit(null, item, path.Child(key), isResource: false);
                else if (!preserve)
                    Remove(map, key, path);
            }
        }
    }

    private void Remove(JsonObject map, string key, string path)
    {
        map.Remove(key);
        _unknown.Add(path.Child(key));
    }
}
