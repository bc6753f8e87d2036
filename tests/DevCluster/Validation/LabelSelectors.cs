using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>Whether labels satisfy a LabelSelector of an object (<c>matchLabels</c>, <c>matchExpressions</c>).</summary>
internal static class LabelSelectors
{
    /// <summary>An empty selector matches everything; a missing one nothing.</summary>
    public static bool Matches(JsonNode? selector, JsonNode? labels) => selector is JsonObject
        && selector.Map("matchLabels").All(p => labels.Text(p.Key) is { } value && value == p.Value.Text())
        && selector.Objects("matchExpressions").All(e => Matches(e, labels.Text(e.Str("key"))));

    private static bool Matches(JsonObject requirement, string? value) => requirement.Str("operator") switch
    {
        "In" => value is not null && requirement.Texts("values").Contains(value),
        "NotIn" => value is null || !requirement.Texts("values").Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        _ => false,
    };
}
