using System.Text.Json.Nodes;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>What a rule of <c>x-kubernetes-validations</c> may say: its texts, and its expressions with their cost.</summary>
internal static class RuleRules
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public static void ValidateText(List<FieldError> errors, JsonObject rule, JsonObject schema, string path)
    {
        var text = rule.Str("rule");
        var message = rule.Str("message");
        var messageExpression = rule.Str("messageExpression");
        var fieldPath = rule.Str("fieldPath");
        if (IsBlank(text))
            errors.Add(Finding.Required(path.Child("rule"), "rule is not specified"));
        else if (message.Length > 0 && IsBlank(message))
            errors.Add(Finding.Invalid(path.Child("message"), message, "must be non-empty if specified"));
        else if (HasLineBreak(message.Trim()))
            errors.Add(Finding.Invalid(path.Child("message"), message, "must not contain line breaks"));
        else if (HasLineBreak(text.Trim()) && IsBlank(message))
            errors.Add(Finding.Required(path.Child("message"), "message must be specified if rule contains line breaks"));
        if (messageExpression.Length > 0 && IsBlank(messageExpression))
            errors.Add(Finding.Required(path.Child("messageExpression"), "messageExpression must be non-empty if specified"));
        if (rule.Text("reason") is { } reason && !Reasons.Contains(reason))
            errors.Add(Finding.NotSupported(path.Child("reason"), reason, Reasons));
        if (fieldPath.Length > 0 && IsBlank(fieldPath))
            errors.Add(Finding.Invalid(path.Child("fieldPath"), fieldPath, "must be non-empty if specified"));
        if (HasLineBreak(fieldPath))
            errors.Add(Finding.Invalid(path.Child("fieldPath"), fieldPath, "must not contain line breaks"));
        if (fieldPath.Length > 0 && SchemaPath.Find(fieldPath, schema) is null)
            errors.Add(Finding.Invalid(path.Child("fieldPath"), fieldPath, "must be a valid path"));
    }

    public static void ValidateExpressions(List<FieldError> errors, RuleCosts costs, List<JsonObject> rules, JsonObject schema, Place place)
    {
        var path = place.Path.Child("x-kubernetes-validations");
        if (CelSchema.TypeOf(schema, place.IsRoot || schema.Flag("x-kubernetes-embedded-resource")) is not { } type)
        {
            errors.Add(new FieldError("InternalError", path,
                "Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations"));
            return;
        }

        for (var i = 0; i < rules.Count; i++)
            Validate(errors, costs, rules[i], CelRule.Compile(rules[i], type, schema), schema, place, path.Index(i));
    }

    private static void Validate(List<FieldError> errors, RuleCosts costs, JsonObject rule, CelRule compiled, JsonObject schema, Place place, string path)
    {
        var at = path.Child("rule");
        if (compiled.Condition.Program is not { } program)
        {
            errors.Add(Finding.InvalidLiteral(at, Literal(rule), "compilation failed: " + compiled.Condition.IssueText));
        }
        else if (program.ResultType.Kind != CelKind.Bool)
        {
            errors.Add(Finding.InvalidLiteral(at, Literal(rule), "cel expression must evaluate to a bool"));
        }
        else
        {
            Add(errors, costs.Count("estimated rule cost", program.EstimateCost().Max, place, schema, at));
            Message(errors, costs, rule, compiled, schema, place, path.Child("messageExpression"));
        }

        if (compiled.UsesOldSelf && place.Uncorrelated is { } uncorrelated)
        {
            errors.Add(Finding.Invalid(at, rule["rule"], $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelated}"));
        }
        else if (!compiled.UsesOldSelf && rule.Has("optionalOldSelf"))
        {
            errors.Add(Finding.Invalid(path.Child("optionalOldSelf"), rule["optionalOldSelf"], "may not be set if oldSelf is not used in rule"));
        }
    }

    private static void Message(List<FieldError> errors, RuleCosts costs, JsonObject rule, CelRule compiled, JsonObject schema, Place place, string path)
    {
        if (compiled.Message is not { } message)
            return;
        if (message.Program is not { } program)
            errors.Add(Finding.InvalidLiteral(path, Literal(rule), "messageExpression compilation failed: " + message.IssueText));
        else if (program.ResultType.Kind != CelKind.String)
            errors.Add(Finding.InvalidLiteral(path, Literal(rule), "messageExpression must evaluate to a string"));
        else
            Add(errors, costs.Count("estimated messageExpression cost", program.EstimateCost().Max, place, schema, path));
    }

    private static void Add(List<FieldError> errors, FieldError? error)
    {
        if (error is not null)
            errors.Add(error);
    }

    private static string Literal(JsonObject rule) => GoText.StructJson(new JsonObject
    {
        ["Rule"] = rule.Str("rule"),
        ["Message"] = rule.Str("message"),
        ["MessageExpression"] = rule.Str("messageExpression"),
        ["Reason"] = rule["reason"]?.DeepClone(),
        ["FieldPath"] = rule.Str("fieldPath"),
        ["OptionalOldSelf"] = rule["optionalOldSelf"]?.DeepClone(),
    });

    private static bool IsBlank(string text) => string.IsNullOrWhiteSpace(text);

    private static bool HasLineBreak(string text) => text.AsSpan().ContainsAny('\n', '\r');
}
