using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>The compiled schema of one version of a CustomResourceDefinition.</summary>
internal sealed class StructuralSchema(JsonObject schema) : IStructuralSchema
{
    private static readonly string[] Blocking =
        ["FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid"];

    private readonly Lazy<CelRules?> _rules = new(() => CelRules.Compile(schema, isResourceRoot: true));

    public IReadOnlyList<string> Prune(JsonObject value) => SchemaPruning.Prune(schema, value, isResourceRoot: true);

    public void Default(JsonObject value) => SchemaDefaults.Apply(schema, value);

    public IEnumerable<FieldError> ValidateCreate(JsonObject value)
    {
        var errors = SchemaValidator.Validate(schema, value);
        errors.AddRange(EmbeddedResources.Validate(schema, value));
        errors.AddRange(ListRules.Validate(schema, value));
        Judge(errors, value, null);
        return errors;
    }

    public IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, string subresource)
    {
        List<FieldError> errors;
        if (subresource == "status")
        {
            errors = value["status"] is { } status && schema.Map("properties")["status"] is JsonObject statusSchema
                ? [.. SchemaValidator.Validate(statusSchema, status, old["status"]).Select(BelowStatus)] : [];
        }
        else
        {
            errors = SchemaValidator.Validate(schema, value, old);
            errors.AddRange(EmbeddedResources.Validate(schema, value));
        }

        if (ListRules.Validate(schema, old).Count == 0)
            errors.AddRange(ListRules.Validate(schema, value));
        Judge(errors, value, old);
        return errors;
    }

    /// <summary>A status is judged as if it were all there is; only then it is said where it stands.</summary>
    private static FieldError BelowStatus(FieldError error) =>
        error with { Field = error.Field == "<nil>" ? "status" : error.Field.StartsWith('[') ? "status" + error.Field : "status".Child(error.Field) };

    /// <summary>Rules are not evaluated on an object of which they could not make sense.</summary>
    private void Judge(List<FieldError> errors, JsonObject value, JsonObject? old)
    {
        if (_rules.Value is not { } rules)
            return;
        if (errors.Exists(e => Blocking.Contains(e.Reason)))
        {
            errors.Add(Finding.Invalid("", null,
                "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
            return;
        }

        errors.AddRange(rules.Validate(value, old));
    }
}
