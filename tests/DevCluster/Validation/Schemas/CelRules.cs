using System.Text.Json.Nodes;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>
/// The <c>x-kubernetes-validations</c> of a schema, compiled once, in a tree that mirrors the schema; null branches have none.
/// </summary>
internal sealed class CelRules
{
    private readonly JsonObject _schema;
    private readonly List<CelRule> _rules;
    private readonly List<CelRules> _allOf;
    private readonly Dictionary<string, CelRules> _properties;
    private readonly CelRules? _items;
    private readonly CelRules? _rest;
    private readonly CelType? _type;

    private CelRules(JsonObject schema, CelType? type, List<CelRule> rules, List<CelRules> allOf, Dictionary<string, CelRules> properties,
        CelRules? items, CelRules? rest)
    {
        _schema = schema;
        _type = type;
        _rules = rules;
        _allOf = allOf;
        _properties = properties;
        _items = items;
        _rest = rest;
    }

    /// <summary>Compiles the rules of a schema and of everything below it; null when there are none.</summary>
    public static CelRules? Compile(JsonObject schema, bool isResourceRoot) => Compile(schema, schema, isResourceRoot);

    /// <summary>Evaluates all rules.</summary>
    /// <param name="value">The new state.</param>
    /// <param name="old">The old state, or null on create.</param>
    /// <param name="warnings">Receives what a rule says of a part that did not change.</param>
    /// <param name="path">Where the value stands.</param>
    public List<FieldError> Validate(JsonNode? value, JsonNode? old, ICollection<string>? warnings = null, string path = "")
    {
        var run = new CelRun(warnings ?? []);
        Visit(run, value, old, path, unchanged: false);
        return run.Errors;
    }

    /// <param name="rulesFrom">Where the rules are written: the schema itself, or a part of its allOf.</param>
    /// <param name="schema">What the values look like.</param>
    /// <param name="isResourceRoot">Whether apiVersion, kind and metadata are there without being declared.</param>
    private static CelRules? Compile(JsonObject rulesFrom, JsonObject schema, bool isResourceRoot)
    {
        var items = rulesFrom["items"] is JsonObject itemRules && schema["items"] is JsonObject itemSchema ? Nested(itemRules, itemSchema) : null;
        var rest = rulesFrom["additionalProperties"] is JsonObject restRules && schema["additionalProperties"] is JsonObject restSchema
            ? Nested(restRules, restSchema) : null;
        var properties = new Dictionary<string, CelRules>(StringComparer.Ordinal);
        foreach (var (key, property) in rulesFrom.Map("properties"))
        {
            if (property is JsonObject propertyRules && schema.Map("properties")[key] is JsonObject propertySchema
                && Nested(propertyRules, propertySchema) is { } compiled)
                properties[key] = compiled;
        }

        var allOf = rulesFrom.Objects("allOf").Select(part => Compile(part, schema, isResourceRoot)).OfType<CelRules>().ToList();
        if (rulesFrom["x-kubernetes-validations"] is not JsonArray { Count: > 0 } rules)
        {
            return items is null && rest is null && properties.Count == 0 && allOf.Count == 0
                ? null : new CelRules(schema, null, [], allOf, properties, items, rest);
        }

        var type = CelSchema.TypeOf(schema, isResourceRoot);
        var list = type is null ? [] : rules.OfType<JsonObject>().Select(r => CelRule.Compile(r, type, schema)).ToList();
        return new CelRules(schema, type, list, allOf, properties, items, rest);
    }

    private static CelRules? Nested(JsonObject rules, JsonObject schema) => Compile(rules, schema, schema.Flag("x-kubernetes-embedded-resource"));

    private void Visit(CelRun run, JsonNode? value, JsonNode? old, string path, bool unchanged)
    {
        if (value is null || run.Exhausted)
            return;
        unchanged = old is null ? unchanged : JsonValues.Same(value, old);
        if (_rules.Count > 0)
        {
            var self = CelJson.FromNode(value, _type);
            var oldSelf = old is null ? (CelValue?)null : CelJson.FromNode(old, _type);
            foreach (var rule in _rules)
                rule.Evaluate(run, value, self, oldSelf, _schema.Str("type"), path, unchanged);
        }

        foreach (var part in _allOf)
            part.Visit(run, value, old, path, unchanged: false);
        if (value is JsonArray list && _items is not null)
        {
            for (var i = 0; i < list.Count; i++)
                _items.Visit(run, list[i], Correlation.Item(_schema, list[i], old as JsonArray), path.Index(i), unchanged);
        }
        else if (value is JsonObject map)
        {
            foreach (var (key, item) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                if (_properties.TryGetValue(key, out var property))
                    property.Visit(run, item, (old as JsonObject)?[key], path.Child(key), unchanged);
                else if (!_schema.Map("properties").ContainsKey(key))
                    _rest?.Visit(run, item, (old as JsonObject)?[key], path.Key(key), unchanged);
            }
        }
    }
}
