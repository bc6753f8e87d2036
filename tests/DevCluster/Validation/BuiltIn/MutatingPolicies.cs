using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission.Policies;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>MutatingAdmissionPolicies: what they match, and their expressions.</summary>
internal sealed class MutatingPolicies : Rules
{
    private const string Apply = "ApplyConfiguration";
    private const string Patch = "JSONPatch";
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "UPDATE"];

    /// <summary>Nothing is left of a deleted object that could be changed.</summary>
    public static void CheckOperations(List<FieldError> errors, JsonObject match, string path)
    {
        foreach (var operation in match.Objects("resourceRules").SelectMany(r => r.Texts("operations")).Where(o => !Operations.Contains(o)))
            errors.Add(Finding.NotSupported($"{path}.resourceRules.operations", operation, Operations));
    }

    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var spec = value.Map("spec");
        PolicyExpressions.Head(errors, spec);
        CheckOperations(errors, spec.Map("matchConstraints"), "spec.matchConstraints");
        var environment = PolicyExpressions.Conditions(errors, spec);
        if (!spec.Items("mutations").Any())
            errors.Add(Finding.Required("spec.mutations", "mutations must contain at least one item"));
        var index = 0;
        foreach (var mutation in spec.Objects("mutations"))
            Mutation(errors, mutation, environment.ForMutations, "spec.mutations".Index(index++));
        if (spec.Str("reinvocationPolicy").Length == 0)
            errors.Add(Finding.Required("spec.reinvocationPolicy"));
        else
            OneOf(errors, spec.Str("reinvocationPolicy"), "spec.reinvocationPolicy", "IfNeeded", "Never");
    }

    private static void Mutation(List<FieldError> errors, JsonObject mutation, CelEnvironment environment, string path)
    {
        switch (mutation.Str("patchType"))
        {
            case "":
                errors.Add(Finding.Required(path.Child("patchType")));
                break;
            case Patch:
                Expression(errors, mutation, Patch, "jsonPatch", "applyConfiguration", environment, path, PolicyEnvironment.TypeOfPatch);
                break;
            case Apply:
                Expression(errors, mutation, Apply, "applyConfiguration", "jsonPatch", environment, path, PolicyEnvironment.TypeOfConfiguration);
                break;
            default:
                OneOf(errors, mutation.Str("patchType"), path.Child("patchType"), Apply, Patch);
                break;
        }
    }

    private static void Expression(List<FieldError> errors, JsonObject mutation, string type, string key, string other, CelEnvironment environment,
        string path, CelType wanted)
    {
        if (mutation[key] is not JsonObject holder)
            errors.Add(Finding.Required(path.Child(key), $"must be specified when patchType is {type}"));
        else
            Expression(errors, holder.Str("expression").Trim(), environment, path.Child(key).Child("expression"), wanted);
        if (mutation.Has(other))
            errors.Add(Finding.Invalid(path.Child(other), $"{{{other}}}", $"must not be specified when patchType is {type}"));
    }

    private static void Expression(List<FieldError> errors, string expression, CelEnvironment environment, string path, CelType wanted)
    {
        if (expression.Length == 0)
        {
            errors.Add(Finding.Required(path));
            return;
        }

        if (PolicyExpressions.Compile(errors, environment, expression, expression, path) is { } type && type.ToString() != wanted.ToString())
            errors.Add(Finding.Invalid(path, expression, $"must evaluate to {wanted} but got {type}"));
    }
}

/// <summary>MutatingAdmissionPolicyBindings.</summary>
internal sealed class MutatingPolicyBindings : Rules
{
    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var spec = value.Map("spec");
        AdmissionPolicyBindings.Common(errors, spec);
        MutatingPolicies.CheckOperations(errors, spec.Map("matchResources"), "spec.matchResources");
    }
}
