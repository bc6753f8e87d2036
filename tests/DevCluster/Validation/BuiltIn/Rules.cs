using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>The common shape of a built-in kind's rules: what holds for an object, and what a change may not touch.</summary>
internal abstract class Rules : IObjectValidator
{
    public IEnumerable<FieldError> ValidateCreate(JsonObject value)
    {
        List<FieldError> errors = [];
        Check(errors, value);
        CheckNew(errors, value);
        return errors;
    }

    public IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, string subresource)
    {
        List<FieldError> errors = [];
        if (subresource.Length > 0)
            return errors;
        if (ChecksWholeFirst)
            Check(errors, value);
        CheckChange(errors, value, old);
        if (!ChecksWholeFirst)
            Check(errors, value);
        return errors;
    }

    public virtual IEnumerable<string> Warnings(JsonObject value) => [];

    /// <summary>Whether a changed object is looked at as a whole before what changed is.</summary>
    protected virtual bool ChecksWholeFirst => false;

    /// <summary>What holds for every object.</summary>
    protected abstract void Check(List<FieldError> errors, JsonObject value);

    /// <summary>What holds for a new object besides.</summary>
    protected virtual void CheckNew(List<FieldError> errors, JsonObject value)
    {
    }

    /// <summary>What a change may not touch.</summary>
    protected virtual void CheckChange(List<FieldError> errors, JsonObject value, JsonObject old)
    {
    }

    /// <summary>Adds an error when a field changed.</summary>
    protected static void Immutable(List<FieldError> errors, JsonNode? value, JsonNode? old, string path)
    {
        if (!JsonValues.Same(value, old))
            errors.Add(Finding.Invalid(path, value, "field is immutable"));
    }

    /// <summary>Adds an error when a text is none of the allowed ones.</summary>
    protected static void OneOf(List<FieldError> errors, string value, string path, params string[] allowed)
    {
        if (!allowed.Contains(value))
            errors.Add(Finding.NotSupported(path, value, allowed));
    }

    /// <summary>The texts under a map's keys, sorted.</summary>
    protected static IEnumerable<KeyValuePair<string, JsonNode?>> Sorted(JsonObject value, string key) =>
        value.Map(key).OrderBy(p => p.Key, StringComparer.Ordinal);
}
