using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>Lets the ValidatingAdmissionPolicies that are bound judge a write.</summary>
internal sealed class ValidatingPolicyAdmission(ClusterContext cluster) : IAdmissionPlugin
{
    private const string Group = "admissionregistration.k8s.io";

    public void Validate(AdmissionAttributes attributes)
    {
        var policies = List("validatingadmissionpolicies");
        if (policies.Count == 0 || PolicyMatcher.IsExempt(attributes))
            return;
        var bindings = List("validatingadmissionpolicybindings");
        var isNamespace = attributes.Resource is { Resource: "namespaces", Group: "" };
        var ns = attributes.Namespace.Length == 0 || isNamespace ? null : cluster.Store.Get("/namespaces", "", attributes.Namespace)?.Value;
        (string Message, string Reason)? refusal = null;
        foreach (var policy in policies)
        {
            if (policy.Value.Map("spec")["matchConstraints"] is not JsonObject constraints || !PolicyMatcher.Matches(constraints, attributes, ns))
                continue;
            foreach (var binding in bindings.Where(b => b.Value.Map("spec").Str("policyName") == policy.Name))
            {
                if (binding.Value.Map("spec")["matchResources"] is JsonObject match && !PolicyMatcher.Matches(match, attributes, ns))
                    continue;
                foreach (var denial in Judge(policy, binding, attributes, ns))
                    Act(policy.Name, binding, denial, attributes, ref refusal);
            }
        }

        if (refusal is { } refused)
            throw Refused(attributes, refused.Message, refused.Reason);
    }

    private IReadOnlyCollection<StoredObject> List(string resource) => cluster.Store.List($"{Group}/{resource}", "")?.Objects ?? [];

    private List<PolicyDenial> Judge(StoredObject policy, StoredObject binding, AdmissionAttributes attributes, JsonObject? ns)
    {
        var compiled = CompiledPolicy.Of(policy.Value);
        List<JsonNode?> parameters;
        try
        {
            parameters = PolicyParameters.Find(cluster, compiled.Spec, binding.Value.Map("spec"), attributes.Namespace);
        }
        catch (PolicyConfigurationException e)
        {
            // A binding that cannot be used refuses whatever its actions are.
            return compiled.Ignores ? [] : [new PolicyDenial(e.Refusal) { IsConfiguration = true, IsOfPolicy = e.IsOfPolicy }];
        }

        List<PolicyDenial> denials = [];
        foreach (var parameter in parameters)
        {
            var budget = new CelCostBudget(CelCostBudget.PerObjectLimit);
            var activation = new PolicyActivation(compiled, attributes, ns, parameter, cluster.Authorizer, budget);
            denials.AddRange(PolicyEvaluation.Evaluate(compiled, activation, budget));
        }

        return denials;
    }

    private static void Act(string policy, StoredObject binding, PolicyDenial denial, AdmissionAttributes attributes, ref (string, string)? refusal)
    {
        var actions = binding.Value.Map("spec").Texts("validationActions").ToList();
        if (actions.Contains("Deny") || denial.IsConfiguration)
        {
            var bound = denial.IsOfPolicy ? "" : $" with binding '{binding.Name}'";
            refusal ??= ($"ValidatingAdmissionPolicy '{policy}'{bound} denied request: {denial.Message}", denial.Reason);
        }
        if (actions.Contains("Warn") && !denial.IsConfiguration)
            attributes.Warnings.Add($"Validation failed for ValidatingAdmissionPolicy '{policy}' with binding '{binding.Name}': {denial.Message}");
    }

    private static ApiException Refused(AdmissionAttributes attributes, string message, string reason)
    {
        var status = ApiErrors.Forbidden(attributes.Resource, attributes.Name, message).Status;
        status["reason"] = reason;
        status["code"] = reason switch { "Forbidden" => 403, "Unauthorized" => 401, "RequestEntityTooLarge" => 413, _ => 422 };
        status["details"]!["causes"] = new JsonArray(new JsonObject { ["message"] = message });
        return new ApiException(status);
    }
}
