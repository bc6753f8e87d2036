using System.Globalization;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>Adds up what the CEL rules of a schema may cost at most, and refuses what is beyond a kube-apiserver's limits.</summary>
internal sealed class RuleCosts
{
    private const ulong RuleLimit = 10_000_000;
    private const ulong SchemaLimit = 100_000_000;
    private const long RequestLimit = 3 * 1024 * 1024;
    private readonly List<(string Path, ulong Cost)> _expensive = [];
    private ulong _total;

    /// <summary>How often values inside of a schema can occur, if values of the schema itself occur so often.</summary>
    public static ulong? Times(ulong? cardinality, JsonObject schema)
    {
        ulong? factor = schema.Str("type") switch
        {
            "object" when schema.Has("additionalProperties") => Bound(schema, "maxProperties"),
            "array" => Bound(schema, "maxItems"),
            _ => 1UL,
        };
        return cardinality is null || factor is null ? null : Multiply(cardinality.Value, factor.Value);
    }

    /// <summary>Counts one expression; what is said of it when it is too expensive by itself, or null.</summary>
    /// <param name="what">Such as <c>estimated rule cost</c>.</param>
    /// <param name="cost">What one evaluation may cost.</param>
    /// <param name="place">Where its schema stands.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="path">Where the expression stands.</param>
    public FieldError? Count(string what, ulong cost, Place place, JsonObject schema, string path)
    {
        if (what == "estimated rule cost")
            cost = Multiply(cost, place.Cardinality ?? (ulong)(RequestLimit / (MinSize(schema) + 1)));
        _total = _total > ulong.MaxValue - cost ? ulong.MaxValue : _total + cost;
        if (cost >= SchemaLimit / 100)
            _expensive.Add((path, cost));
        return cost > RuleLimit ? Finding.Forbidden(path, Text(what, cost, RuleLimit)) : null;
    }

    /// <summary>What is said of all rules together.</summary>
    public IEnumerable<FieldError> Total(string path)
    {
        if (_total <= SchemaLimit)
            return [];
        return _expensive.OrderByDescending(e => e.Cost).Take(4)
            .Select(e => Finding.Forbidden(e.Path, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"))
            .Append(Finding.Forbidden(path, Text("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", _total, SchemaLimit)));
    }

    private static ulong? Bound(JsonObject schema, string key) => schema.Integer(key) is { } max ? (ulong)Math.Max(0, max) : null;

    private static ulong Multiply(ulong a, ulong b) => a != 0 && ulong.MaxValue / a < b ? ulong.MaxValue : a * b;

    private static string Text(string what, ulong cost, ulong limit)
    {
        var factor = (double)cost / limit;
        var text = factor > 100 ? "more than 100x"
            : factor.ToString(factor < 1.5 ? "F6" : "F1", CultureInfo.InvariantCulture) + "x";
        return $"{what} exceeds budget by factor of {text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }

    /// <summary>The length of the shortest JSON text of a value: how many fit into one request bounds how often it can occur.</summary>
    private static long MinSize(JsonObject schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string"))
            return 1;
        switch (schema.Str("type"))
        {
            case "boolean":
                return 4;
            case "integer" or "number":
                return 1;
            case "string":
                return schema.Str("format") switch { "duration" => 3, "date" => 12, "date-time" => 21, _ => 2 };
            case "object" when schema["additionalProperties"] is not JsonObject:
                var required = schema.Texts("required").ToList();
                return 2 + schema.Map("properties").Where(p => required.Contains(p.Key) && p.Value is JsonObject && !p.Value.Has("default"))
                    .Sum(p => p.Key.Length + MinSize((JsonObject)p.Value!) + 4);
            default:
                return 2;
        }
    }
}
