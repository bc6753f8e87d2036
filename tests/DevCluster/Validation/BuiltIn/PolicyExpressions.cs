using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission.Policies;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>What validating and mutating admission policies have in common.</summary>
internal static class PolicyExpressions
{
    private static readonly string[] Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ];

    /// <summary>The failure policy, the parameters' kind and what is matched.</summary>
    public static void Head(List<FieldError> errors, JsonObject spec)
    {
        if (!spec.Has("failurePolicy"))
            errors.Add(Finding.Required("spec.failurePolicy"));
        else if (spec.Str("failurePolicy") is not ("Fail" or "Ignore"))
            errors.Add(Finding.NotSupported("spec.failurePolicy", spec.Str("failurePolicy"), "Fail", "Ignore"));
        if (spec["paramKind"] is JsonObject kind)
            ParamKind(errors, kind, "spec.paramKind");
        if (spec["matchConstraints"] is not JsonObject constraints)
        {
            errors.Add(Finding.Required("spec.matchConstraints"));
            return;
        }

        MatchRules.Validate(errors, constraints, "spec.matchConstraints");
        if (!constraints.Items("resourceRules").Any())
            errors.Add(Finding.Required("spec.matchConstraints.resourceRules"));
    }

    /// <summary>The match conditions and variables; returns what the other expressions may use.</summary>
    public static PolicyEnvironment Conditions(List<FieldError> errors, JsonObject spec)
    {
        var environment = new PolicyEnvironment(spec.Has("paramKind"));
        MatchConditions(errors, spec, environment.Current);
        environment.HasVariables = spec.Items("variables").Any();
        var index = 0;
        foreach (var variable in spec.Objects("variables"))
            Variable(errors, variable, environment, "spec.variables".Index(index++));
        return environment;
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

    /// <summary>The type of an expression; an error when it does not compile or is not of one of the kinds.</summary>
    public static CelType? Compile(List<FieldError> errors, CelEnvironment environment, string expression, string shown, string path, params CelKind[] kinds)
    {
        var compilation = environment.TryCompile(expression);
        if (compilation.Program is not { } program)
        {
            errors.Add(Finding.Invalid(path, shown, "compilation failed: " + compilation.IssueText));
            return null;
        }

        var type = program.ResultType;
        if (kinds.Length == 0 || kinds.Contains(type.Kind))
            return type;
        errors.Add(Finding.Invalid(path, shown, kinds.Length == 1
            ? $"must evaluate to {(kinds[0] == CelKind.Bool ? "bool" : "string")} but got {type}"
            : $"must evaluate to one of [string null_type] but got {type}"));
        return null;
    }

    private static bool IsIdentifier(string name) => name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Reserved.Contains(name);
}
