using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>
/// What a CustomResourceDefinition's schema may say, in the order of a kube-apiserver: first everything about the schema,
/// then everything about its CEL rules.
/// </summary>
internal sealed class DefinitionRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private readonly List<FieldError> _schemaErrors = [];
    private readonly List<FieldError> _celErrors = [];
    private readonly RuleCosts? _costs;

    private DefinitionRules(RuleCosts? costs) => _costs = costs;

    /// <summary>Validates a schema.</summary>
    /// <param name="schema">The <c>openAPIV3Schema</c>.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="hasStatus">Whether the status subresource is on.</param>
    public static List<FieldError> Validate(JsonObject schema, string path, bool hasStatus)
    {
        List<FieldError> errors = [];
        if (hasStatus && schema.Str("type") is { Length: > 0 } type && type != "object")
        {
            errors.Add(Finding.Invalid(path.Child("type"), type,
                "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"));
        }

        if (schema.Flag("nullable"))
            errors.Add(Finding.Forbidden(path.Child("nullable"), "nullable cannot be true at the root"));
        var unsupported = StructuralRules.Unsupported(schema);
        var structural = unsupported is null ? StructuralRules.Validate(schema, path) : [];
        if (unsupported is null && structural.Count == 0)
            structural = DefaultRules.Validate(schema, path);
        errors.AddRange(structural);

        var costs = unsupported is null && structural.Count == 0 ? new RuleCosts() : null;
        var rules = new DefinitionRules(costs);
        rules.Visit(schema, new Place(path, IsRoot: true));
        errors.AddRange(rules._schemaErrors);
        errors.AddRange(rules._celErrors);
        if (errors.Count == 0 && unsupported is not null)
            errors.Add(Finding.Invalid(path, "", unsupported));
        if (costs is not null)
            errors.AddRange(costs.Total(path));
        return errors;
    }

    private void Visit(JsonNode? node, Place place)
    {
        if (node is not JsonObject schema)
            return;
        var path = place.Path;
        var before = _schemaErrors.Count;
        Keywords(schema, place);
        if (schema.Flag("uniqueItems"))
            Forbidden(path.Child("uniqueItems"), "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        var rest = schema["additionalProperties"];
        if (rest is not null && schema.Map("properties").Count > 0 && (rest is JsonObject || !schema.Flag("additionalProperties")))
            Forbidden(path.Child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
        Visit(rest, place.Below("additionalProperties", schema) with
        {
            NoDefaults = place.InMetadata ? "inside additionalProperties applying to object metadata" : place.NoDefaults,
        });

        foreach (var (key, property) in schema.Map("properties").OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var below = place.Below("properties", schema) with { Path = path.Child("properties").Key(key) };
            if ((place.IsRoot || schema.Flag("x-kubernetes-embedded-resource")) && key is "metadata" or "kind" or "apiVersion")
                below = below with { InMetadata = true, NoDefaults = place.IsRoot ? $"in top-level {key}" : below.NoDefaults };
            Visit(property, below);
        }

        Visit(schema["not"], place.Inside(path.Child("not")));
        foreach (var key in new[] { "allOf", "oneOf", "anyOf" })
        {
            var index = 0;
            foreach (var part in schema.Items(key))
                Visit(part, place.Inside(path.Child(key).Index(index++)));
        }

        var items = place.Below("items", schema);
        if (schema.Str("x-kubernetes-list-type") != "map")
            items = items with { Uncorrelated = place.Uncorrelated ?? path };
        Visit(schema["items"], items);
        ExtensionRules.Validate(_schemaErrors, schema, path);
        Rules(schema, place, isSchemaSound: _schemaErrors.Count == before);
    }

    private void Keywords(JsonObject schema, Place place)
    {
        var path = place.Path;
        if (schema.Str("type") is { Length: > 0 } type && !Types.Contains(type))
            _schemaErrors.Add(Finding.NotSupported(path.Child("type"), type, Types));
        if (schema.Has("default") && place.NoDefaults is { } reason)
            Forbidden(path.Child("default"), $"must not be set {reason}");
        foreach (var key in new[] { "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref" })
        {
            if (schema.Has(key))
                Forbidden(path.Child(key), $"{key} is not supported");
        }

        if (schema.Str("type") == "null")
            Forbidden(path.Child("type"), "type cannot be set to null, use nullable as an alternative");
        if (schema["items"] is JsonArray)
            Forbidden(path.Child("items"), "items must be a schema object and not an array");
        if (place.InMetadata && schema.Flag("x-kubernetes-embedded-resource"))
            Forbidden(path.Child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
    }

    private void Rules(JsonObject schema, Place place, bool isSchemaSound)
    {
        var rules = schema.Objects("x-kubernetes-validations").ToList();
        if (rules.Count == 0)
            return;
        var before = _schemaErrors.Count;
        for (var i = 0; i < rules.Count; i++)
            RuleRules.ValidateText(_schemaErrors, rules[i], schema, place.Path.Child("x-kubernetes-validations").Index(i));
        if (isSchemaSound && _schemaErrors.Count == before && _costs is not null && !place.InCombination)
            RuleRules.ValidateExpressions(_celErrors, _costs, rules, schema, place);
    }

    private void Forbidden(string path, string detail) => _schemaErrors.Add(Finding.Forbidden(path, detail));
}

/// <summary>Where in a schema the validation is, and what follows from where it is.</summary>
/// <param name="Path">The path.</param>
/// <param name="IsRoot">Whether it is the whole resource.</param>
/// <param name="Cardinality">How often a value of this schema can occur in one object; null when nothing bounds it.</param>
/// <param name="InMetadata">Whether it is about apiVersion, kind or metadata.</param>
/// <param name="NoDefaults">Why no default may be set; null when one may.</param>
/// <param name="Uncorrelated">The list above whose entries cannot be told apart between two states; null when there is none.</param>
/// <param name="InCombination">Whether it is inside of anyOf, oneOf, allOf or not.</param>
internal sealed record Place(
    string Path,
    bool IsRoot = false,
    ulong? Cardinality = 1,
    bool InMetadata = false,
    string? NoDefaults = null,
    string? Uncorrelated = null,
    bool InCombination = false)
{
    /// <summary>The place of a schema inside the one that is here.</summary>
    public Place Below(string keyword, JsonObject schema) => this with
    {
        Path = Path.Child(keyword),
        IsRoot = false,
        Cardinality = RuleCosts.Times(Cardinality, schema),
    };

    /// <summary>The place of a part of a combination.</summary>
    public Place Inside(string path) => this with { Path = path, IsRoot = false, InCombination = true };
}
