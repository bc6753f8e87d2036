using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>A stored ValidatingAdmissionPolicy or MutatingAdmissionPolicy, its expressions compiled once.</summary>
internal sealed class CompiledPolicy
{
    private static readonly ConditionalWeakTable<JsonObject, CompiledPolicy> Compiled = [];

    private CompiledPolicy(JsonObject policy)
    {
        Spec = policy.Map("spec");
        var environment = new PolicyEnvironment(Spec.Has("paramKind"));
        MatchConditions = [.. Spec.Objects("matchConditions").Select(c => environment.Current.TryCompile(c.Str("expression").Trim()))];
        foreach (var variable in Spec.Objects("variables"))
        {
            var compilation = environment.Current.TryCompile(variable.Str("expression"));
            Variables[variable.Str("name")] = compilation;
            environment.Declare(variable.Str("name"), compilation.Program?.ResultType ?? CelType.Dyn);
        }

        Validations =
        [
            .. Spec.Objects("validations").Select(v => new CompiledValidation(v, environment.Current.TryCompile(v.Str("expression")),
                v.Str("messageExpression") is { Length: > 0 } text ? environment.WithoutAuthorizer.TryCompile(text) : null)),
        ];
        var mutations = environment.ForMutations;
        Mutations =
        [
            .. Spec.Objects("mutations").Select(m => m.Str("patchType") == "JSONPatch"
                ? new CompiledMutation(IsPatch: true, mutations.TryCompile(m.Map("jsonPatch").Str("expression")))
                : new CompiledMutation(IsPatch: false, mutations.TryCompile(m.Map("applyConfiguration").Str("expression")))),
        ];
    }

    public JsonObject Spec { get; }

    public bool Ignores => Spec.Str("failurePolicy") == "Ignore";

    public IReadOnlyList<CelCompilation> MatchConditions { get; }

    public Dictionary<string, CelCompilation> Variables { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<CompiledValidation> Validations { get; }

    public IReadOnlyList<CompiledMutation> Mutations { get; }

    public static CompiledPolicy Of(JsonObject stored) => Compiled.GetValue(stored, static p => new CompiledPolicy(p));
}

/// <summary>One validation of a policy.</summary>
internal sealed record CompiledValidation(JsonObject Source, CelCompilation Condition, CelCompilation? Message);

/// <summary>One mutation of a policy: a JSON patch, or a configuration to apply.</summary>
internal sealed record CompiledMutation(bool IsPatch, CelCompilation Expression);
