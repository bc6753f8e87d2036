using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission.Policies;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>ValidatingAdmissionPolicies: what they match, and their expressions.</summary>
internal sealed class AdmissionPolicies : Rules
{
    private static readonly string[] Reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];

    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var spec = value.Map("spec");
        PolicyExpressions.Head(errors, spec);
        var environment = PolicyExpressions.Conditions(errors, spec);
        if (!spec.Items("validations").Any() && !spec.Items("auditAnnotations").Any())
        {
            const string Detail = "validations or auditAnnotations must contain at least one item";
            errors.Add(Finding.Required("spec.validations", Detail));
            errors.Add(Finding.Required("spec.auditAnnotations", Detail));
            return;
        }

        var index = 0;
        foreach (var validation in spec.Objects("validations"))
            Validation(errors, validation, environment, "spec.validations".Index(index++));
        Annotations(errors, value.Name(), spec, environment);
    }

    private static void Validation(List<FieldError> errors, JsonObject validation, PolicyEnvironment environment, string path)
    {
        var expression = validation.Str("expression");
        if (string.IsNullOrWhiteSpace(expression))
            errors.Add(Finding.Required(path.Child("expression"), "expression is not specified"));
        else
            PolicyExpressions.Compile(errors, environment.Current, expression, expression, path.Child("expression"), CelKind.Bool);
        var messageExpression = validation.Str("messageExpression");
        if (messageExpression.Length > 0 && string.IsNullOrWhiteSpace(messageExpression))
            errors.Add(Finding.Invalid(path.Child("messageExpression"), messageExpression, "must be non-empty if specified"));
        else if (messageExpression.Length > 0)
            PolicyExpressions.Compile(errors, environment.WithoutAuthorizer, messageExpression, messageExpression, path.Child("messageExpression"), CelKind.String);
        var message = validation.Str("message");
        if (message.Length > 0 && string.IsNullOrWhiteSpace(message))
            errors.Add(Finding.Invalid(path.Child("message"), message, "must be non-empty if specified"));
        else if (message.Trim().AsSpan().ContainsAny('\n', '\r'))
            errors.Add(Finding.Invalid(path.Child("message"), message, "must not contain line breaks"));
        if (validation.Text("reason") is { } reason)
            OneOf(errors, reason, path.Child("reason"), Reasons);
    }

    private static void Annotations(List<FieldError> errors, string name, JsonObject spec, PolicyEnvironment environment)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var annotation in spec.Objects("auditAnnotations"))
        {
            var path = "spec.auditAnnotations".Index(index++);
            var key = annotation.Str("key");
            if (name.Length == 0)
                errors.Add(Finding.Invalid(path.Child("key"), key, "requires metadata.name be non-empty"));
            else
                MetadataRules.Invalid(errors, path.Child("key"), $"{name}/{key}", Names.Qualified($"{name}/{key}"));
            var expression = annotation.Str("valueExpression").Trim();
            if (expression.Length == 0)
                errors.Add(Finding.Required(path.Child("valueExpression"), "valueExpression is not specified"));
            else
                PolicyExpressions.Compile(errors, environment.Current, expression, annotation.Str("valueExpression"), path.Child("valueExpression"), CelKind.String, CelKind.Null);
            if (!seen.Add(key))
                errors.Add(Finding.Duplicate(path.Child("key"), key));
        }
    }
}
