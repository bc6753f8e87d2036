using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Manager.Identity;

/// <summary>The admission policies as they are shipped: the manifest that is installed is also what the operator compares with.</summary>
internal static class PolicyManifests
{
    /// <summary>The account that the manifest names; an installation in another namespace names its own.</summary>
    private const string ShippedOperator = "system:serviceaccount:segment-system:segment-operator";

    /// <summary>Every policy and binding of the manifest, for an operator of that name.</summary>
    public static IReadOnlyList<JsonObject> Read(string operatorUsername)
    {
        using var resource = typeof(PolicyManifests).Assembly.GetManifestResourceStream("admission-policies.yaml")
            ?? throw new InvalidOperationException("The admission policies are missing from this build.");
        using var reader = new StreamReader(resource);
        var text = reader.ReadToEnd().Replace(ShippedOperator, operatorUsername, StringComparison.Ordinal);
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => (JsonObject)Convert(document.RootNode)!)];
    }

    /// <summary>
    /// An object's spec, without what says nothing: null, and empty lists and maps, which a server may leave out or put in. Anything else
    /// that differs is a difference.
    /// </summary>
    public static JsonNode? Spec<T>(T value)
        where T : class, IKubernetesObject<T> =>
        Significant((JsonSerializer.SerializeToNode(value, T.ResourceType.Json) as JsonObject)?["spec"]);

    public static JsonNode? Significant(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                var fields = new JsonObject();
                foreach (var (name, value) in map)
                {
                    if (Significant(value) is { } kept)
                        fields[name] = kept;
                }

                return fields.Count == 0 ? null : fields;
            case JsonArray list:
                return list.Count == 0 ? null : new JsonArray([.. list.Select(item => Significant(item))]);
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>The manifest holds text, lists and maps, and nothing else.</summary>
    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" or "~" or "" } => null,
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"{node.GetType().Name} is not expected in a policy."),
    };
}
