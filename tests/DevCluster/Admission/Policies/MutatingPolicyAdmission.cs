using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>Lets the MutatingAdmissionPolicies that are bound change a write.</summary>
internal sealed class MutatingPolicyAdmission(ClusterContext cluster) : IAdmissionPlugin
{
    private const string Group = "admissionregistration.k8s.io";

    public void Mutate(AdmissionAttributes attributes)
    {
        var policies = cluster.Store.List($"{Group}/mutatingadmissionpolicies", "")!.Objects;
        if (policies.Count == 0 || attributes.Object is null || PolicyMatcher.IsExempt(attributes))
            return;
        var bindings = cluster.Store.List($"{Group}/mutatingadmissionpolicybindings", "")!.Objects;
        var isNamespace = attributes.Resource is { Resource: "namespaces", Group: "" };
        var ns = attributes.Namespace.Length == 0 || isNamespace ? null : cluster.Store.Get("/namespaces", "", attributes.Namespace)?.Value;
        List<(string Message, string Reason)> refusals = [];
        foreach (var policy in policies)
        {
            var compiled = CompiledPolicy.Of(policy.Value);
            if (attributes.IsReinvocation && compiled.Spec.Str("reinvocationPolicy") != "IfNeeded")
                continue;
            if (!PolicyMatcher.Matches(compiled.Spec.Map("matchConstraints"), attributes, ns))
                continue;
            foreach (var binding in bindings.Where(b => b.Value.Map("spec").Str("policyName") == policy.Name))
            {
                if (binding.Value.Map("spec")["matchResources"] is JsonObject match && !PolicyMatcher.Matches(match, attributes, ns))
                    continue;
                foreach (var (error, reason) in Run(compiled, binding, attributes, ns).Where(_ => !compiled.Ignores))
                    refusals.Add(($"policy '{policy.Name}' with binding '{binding.Name}' denied request: {error}", reason));
            }
        }

        if (refusals.Count > 0)
            throw Refused(attributes, refusals);
    }

    /// <summary>Carries out a policy; returns what went wrong.</summary>
    private List<(string Error, string Reason)> Run(CompiledPolicy policy, StoredObject binding, AdmissionAttributes attributes, JsonObject? ns)
    {
        List<JsonNode?> parameters;
        try
        {
            parameters = PolicyParameters.Find(cluster, policy.Spec, binding.Value.Map("spec"), attributes.Namespace);
        }
        catch (PolicyConfigurationException e)
        {
            return [(e.Refusal, "Forbidden")];
        }

        List<(string, string)> errors = [];
        foreach (var parameter in parameters)
        {
            var conditions = PolicyEvaluation.Conditions(policy, Activation(policy, attributes, ns, parameter, out _));
            if (conditions is { Length: > 0 })
                errors.Add((conditions, "Invalid"));
            else if (conditions is null)
                errors.AddRange(policy.Mutations.Select(m => Mutate(policy, m, attributes, ns, parameter)).OfType<string>().Select(e => (e, "Invalid")));
        }

        return errors;
    }

    /// <summary>Carries out one mutation; returns what went wrong, or null.</summary>
    private string? Mutate(CompiledPolicy policy, CompiledMutation mutation, AdmissionAttributes attributes, JsonObject? ns, JsonNode? parameter)
    {
        if (attributes.Operation == AdmissionOperation.Connect)
            throw ApiErrors.NotServed("a MutatingAdmissionPolicy for CONNECT");
        var activation = Activation(policy, attributes, ns, parameter, out var budget);
        var result = PolicyEvaluation.Run(mutation.Expression, activation, budget);
        if (result.IsError)
            return $"expression '{mutation.Expression.Program?.Source}' resulted in error: {result.ErrorMessage}";
        try
        {
            var value = mutation.IsPatch
                ? ObjectMutation.Patch(attributes, result.AsList())
                : ObjectMutation.Apply(attributes, (CelObject)result.AsMap());
            if (!ReferenceEquals(value, attributes.Object))
                Replace(attributes.Object!, value);
            attributes.Resource.Strategy.Default(attributes.Object!);
            attributes.NeedsReinvocation = true;
            return null;
        }
        catch (MutationException e)
        {
            return e.Message;
        }
    }

    private PolicyActivation Activation(CompiledPolicy policy, AdmissionAttributes attributes, JsonObject? ns, JsonNode? parameter, out CelCostBudget budget)
    {
        budget = new CelCostBudget(CelCostBudget.PerObjectLimit);
        return new PolicyActivation(policy, attributes, ns, parameter, cluster.Authorizer, budget);
    }

    private static void Replace(JsonObject target, JsonObject value)
    {
        target.Clear();
        foreach (var (name, child) in value)
            target[name] = child?.DeepClone();
    }

    private static ApiException Refused(AdmissionAttributes attributes, List<(string Message, string Reason)> refusals)
    {
        var status = ApiErrors.Forbidden(attributes.Resource, attributes.Name, "").Status;
        status["message"] = refusals[0].Message;
        status["reason"] = refusals[0].Reason;
        status["details"]!["causes"] = new JsonArray([.. refusals.Select(r => (JsonNode)new JsonObject { ["message"] = r.Message })]);
        return new ApiException(status);
    }
}
