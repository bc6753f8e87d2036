using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>Which objects a request is about, by their labels and fields.</summary>
internal sealed class Selectors
{
    private readonly IReadOnlyList<LabelRequirement> _labels;
    private readonly IReadOnlyList<FieldRequirement> _fields;

    public Selectors(IReadOnlyList<LabelRequirement> labels, IReadOnlyList<FieldRequirement> fields)
    {
        _labels = labels;
        _fields = fields;
    }

    public bool IsEmpty => _labels.Count == 0 && _fields.Count == 0;

    /// <summary>The name that a field selector demands, if any.</summary>
    public string? Name => _fields.FirstOrDefault(f => f.Path == "metadata.name" && f.IsEqual)?.Value;

    public bool Matches(JsonObject value) =>
        _labels.All(r => r.Matches(value.At("metadata", "labels") as JsonObject)) && _fields.All(f => f.Matches(value));

    /// <summary>A LabelSelector object on one line, as kubectl and tables show it.</summary>
    public static string Describe(JsonObject? selector)
    {
        if (selector is null)
            return "<error>";
        var parts = ((selector["matchLabels"] as JsonObject) ?? [])
            .OrderBy(l => l.Key, StringComparer.Ordinal)
            .Select(l => $"{l.Key}={l.Value}")
            .Concat(selector.Objects("matchExpressions").Select(Expression));
        var text = string.Join(",", parts);
        return text.Length == 0 ? "<none>" : text;
    }

    private static string Expression(JsonObject expression)
    {
        var values = string.Join(",", expression.Texts("values").Order(StringComparer.Ordinal));
        var key = expression.Text("key");
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => $"{key}",
        };
    }
}

/// <summary>One condition on a label: <c>=</c>, <c>!=</c>, <c>in</c>, <c>notin</c>, <c>exists</c>, <c>!</c>, <c>gt</c>, <c>lt</c>.</summary>
internal sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    public bool Matches(JsonObject? labels)
    {
        var value = labels.Text(Key);
        return Operator switch
        {
            "in" => value is not null && Values.Contains(value),
            "notin" => value is null || !Values.Contains(value),
            "exists" => value is not null,
            "!" => value is null,
            _ => long.TryParse(value, out var number) && long.TryParse(Values[0], out var bound) &&
                (Operator == "gt" ? number > bound : number < bound),
        };
    }
}

/// <summary>One condition on a field.</summary>
internal sealed record FieldRequirement(string Path, bool IsEqual, string Value, Func<JsonObject, string> Read)
{
    public bool Matches(JsonObject value) => (Read(value) == Value) == IsEqual;
}
