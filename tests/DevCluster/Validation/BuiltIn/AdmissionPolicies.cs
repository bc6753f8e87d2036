using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission.Policies;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>ValidatingAdmissionPolicies: what they match, and their expressions.</summary>
internal sealed class AdmissionPolicies : Rules
{
    private static readonly string[] Reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"];

    private static readonly string[] Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ];

    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var spec = value.Map("spec");
        if (!spec.Has("failurePolicy"))
            errors.Add(Finding.Required("spec.failurePolicy"));
        else
            OneOf(errors, spec.Str("failurePolicy"), "spec.failurePolicy", "Fail", "Ignore");
        if (spec["paramKind"] is JsonObject kind)
            ParamKind(errors, kind, "spec.paramKind");
        if (spec["matchConstraints"] is not JsonObject constraints)
        {
            errors.Add(Finding.Required("spec.matchConstraints"));
        }
        else
        {
            MatchRules.Validate(errors, constraints, "spec.matchConstraints");
            if (!constraints.Items("resourceRules").Any())
                errors.Add(Finding.Required("spec.matchConstraints.resourceRules"));
        }

        var hasParams = spec.Has("paramKind");
        MatchConditions(errors, spec, new PolicyEnvironment(hasParams).Current);
        var environment = new PolicyEnvironment(hasParams);
        var index = 0;
        foreach (var variable in spec.Objects("variables"))
            Variable(errors, variable, environment, "spec.variables".Index(index++));
        if (!spec.Items("validations").Any() && !spec.Items("auditAnnotations").Any())
        {
            const string Detail = "validations or auditAnnotations must contain at least one item";
            errors.Add(Finding.Required("spec.validations", Detail));
            errors.Add(Finding.Required("spec.auditAnnotations", Detail));
            return;
        }

        index = 0;
        foreach (var validation in spec.Objects("validations"))
            Validation(errors, validation, environment, "spec.validations".Index(index++));
        Annotations(errors, value.Name(), spec, environment);
    }

    private static void ParamKind(List<FieldError> errors, JsonObject kind, string path)
    {
        var version = kind.Str("apiVersion");
        if (version.Length == 0)
            errors.Add(Finding.Required(path.Child("apiVersion")));
        else if (version.Count(c => c == '/') > 1)
            errors.Add(Finding.Invalid(path.Child("apiVersion"), version, $"unexpected GroupVersion string: {version}"));
        else if (Names.Dns1035Label(version[(version.IndexOf('/') + 1)..]) is { Count: > 0 } wrong)
            errors.Add(Finding.Invalid(path.Child("apiVersion"), version[(version.IndexOf('/') + 1)..], string.Join(',', wrong)));
        if (kind.Str("kind").Length == 0)
            errors.Add(Finding.Required(path.Child("kind")));
        else if (Names.Dns1035Label(kind.Str("kind").ToLowerInvariant()) is { Count: > 0 } wrongKind)
            errors.Add(Finding.Invalid(path.Child("kind"), kind.Str("kind"), "may have mixed case, but should otherwise match: " + string.Join(',', wrongKind)));
    }

    private static void MatchConditions(List<FieldError> errors, JsonObject spec, CelEnvironment environment)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var condition in spec.Objects("matchConditions"))
        {
            var path = "spec.matchConditions".Index(index++);
            var expression = condition.Str("expression").Trim();
            if (expression.Length == 0)
                errors.Add(Finding.Required(path.Child("expression")));
            else
                Compile(errors, environment, expression, expression, path.Child("expression"), CelKind.Bool);
            var name = condition.Str("name");
            if (name.Length == 0)
                errors.Add(Finding.Required(path.Child("name")));
            else
                MetadataRules.Invalid(errors, path.Child("name"), name, Names.Qualified(name));
            if (name.Length > 0 && !seen.Add(name))
                errors.Add(Finding.Duplicate(path.Child("name"), name));
        }
    }

    private static void Variable(List<FieldError> errors, JsonObject variable, PolicyEnvironment environment, string path)
    {
        var name = variable.Str("name");
        if (string.IsNullOrWhiteSpace(name))
            errors.Add(Finding.Required(path.Child("name"), "name is not specified"));
        else if (!IsIdentifier(name))
            errors.Add(Finding.Invalid(path.Child("name"), name, "must be a valid CEL identifier"));
        var expression = variable.Str("expression");
        if (string.IsNullOrWhiteSpace(expression))
        {
            errors.Add(Finding.Required(path.Child("expression"), "expression is not specified"));
            return;
        }

        var type = Compile(errors, environment.Current, expression, expression, path.Child("expression"));
        if (IsIdentifier(name))
            environment.Declare(name, type ?? CelType.Dyn);
    }

    private static void Validation(List<FieldError> errors, JsonObject validation, PolicyEnvironment environment, string path)
    {
        var expression = validation.Str("expression");
        if (string.IsNullOrWhiteSpace(expression))
            errors.Add(Finding.Required(path.Child("expression"), "expression is not specified"));
        else
            Compile(errors, environment.Current, expression, expression, path.Child("expression"), CelKind.Bool);
        var messageExpression = validation.Str("messageExpression");
        if (messageExpression.Length > 0 && string.IsNullOrWhiteSpace(messageExpression))
            errors.Add(Finding.Invalid(path.Child("messageExpression"), messageExpression, "must be non-empty if specified"));
        else if (messageExpression.Length > 0)
            Compile(errors, environment.WithoutAuthorizer, messageExpression, messageExpression, path.Child("messageExpression"), CelKind.String);
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
                Compile(errors, environment.Current, expression, annotation.Str("valueExpression"), path.Child("valueExpression"), CelKind.String, CelKind.Null);
            if (!seen.Add(key))
                errors.Add(Finding.Duplicate(path.Child("key"), key));
        }
    }

    /// <summary>The type of an expression; an error when it does not compile or is not of one of the kinds.</summary>
    private static CelType? Compile(List<FieldError> errors, CelEnvironment environment, string expression, string shown, string path, params CelKind[] kinds)
    {
        var compilation = environment.TryCompile(expression);
        if (compilation.Program is not { } program)
        {
            errors.Add(Finding.Invalid(path, shown, "compilation failed: " + compilation.IssueText));
            return null;
        }

        var type = program.ResultType;
        if (kinds.Length == 0 || kinds.Contains(type.Kind) || type.Kind == CelKind.Dyn)
            return type;
        errors.Add(Finding.Invalid(path, shown, kinds.Length == 1
            ? $"must evaluate to {(kinds[0] == CelKind.Bool ? "bool" : "string")} but got {type}"
            : $"must evaluate to one of [string null_type] but got {type}"));
        return null;
    }

    private static bool IsIdentifier(string name) => name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Reserved.Contains(name);
}

/// <summary>ValidatingAdmissionPolicyBindings.</summary>
internal sealed class AdmissionPolicyBindings : Rules
{
    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var spec = value.Map("spec");
        var name = spec.Str("policyName");
        if (name.Length == 0)
            errors.Add(Finding.Required("spec.policyName"));
        else
            MetadataRules.Invalid(errors, "spec.policyName", name, Names.Subdomain(name));
        if (spec["paramRef"] is JsonObject reference)
            ParamRef(errors, reference, "spec.paramRef");
        if (spec["matchResources"] is JsonObject resources)
            MatchRules.Validate(errors, resources, "spec.matchResources");

        var actions = spec.Texts("validationActions").ToList();
        for (var i = 0; i < actions.Count; i++)
        {
            OneOf(errors, actions[i], "spec.validationActions".Index(i), "Audit", "Deny", "Warn");
            if (actions.IndexOf(actions[i]) < i)
                errors.Add(Finding.Duplicate("spec.validationActions".Index(i), actions[i]));
        }

        if (actions.Contains("Deny") && actions.Contains("Warn"))
        {
            errors.Add(Finding.Invalid("spec.validationActions", spec["validationActions"],
                "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)"));
        }

        if (actions.Count == 0)
            errors.Add(Finding.Required("spec.validationActions", "at least one validation action is required"));
    }

    private static void ParamRef(List<FieldError> errors, JsonObject reference, string path)
    {
        const string Exclusive = "name and selector are mutually exclusive";
        var name = reference.Str("name");
        if (name.Length > 0)
        {
            MetadataRules.Invalid(errors, path.Child("name"), name, Names.PathSegment(name));
            if (reference.Has("selector"))
                errors.Add(Finding.Forbidden(path.Child("name"), Exclusive));
        }

        if (reference.Has("selector"))
        {
            MetadataRules.Selector(errors, reference["selector"], path.Child("selector"));
            if (name.Length > 0)
                errors.Add(Finding.Forbidden(path.Child("selector"), Exclusive));
        }

        if (name.Length == 0 && !reference.Has("selector"))
            errors.Add(Finding.Required(path, "one of name or selector must be specified"));
        if (reference.Str("parameterNotFoundAction").Length == 0)
            errors.Add(Finding.Required(path.Child("parameterNotFoundAction")));
        else
            OneOf(errors, reference.Str("parameterNotFoundAction"), path.Child("parameterNotFoundAction"), "Deny", "Allow");
    }
}
