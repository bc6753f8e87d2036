using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Rbac;

/// <summary>
/// Nobody grants what they do not have: a role may only allow what its author is allowed, a binding may only refer to such
/// a role, unless the author may <c>escalate</c> the role or <c>bind</c> it.
/// </summary>
internal sealed class Escalation(ClusterContext cluster, RuleResolver rules) : IAdmissionPlugin
{
    private static readonly PolicyRule[] Everything = [PolicyRule.ForResources("*", "*", "*"), PolicyRule.ForPaths("*", "*")];

    /// <summary>Runs with the mutating plugins because a kube-apiserver checks this before it validates the object.</summary>
    public void Mutate(AdmissionAttributes attributes)
    {
        if (attributes.Resource.Group != "rbac.authorization.k8s.io" || attributes.Subresource.Length > 0 || attributes.User.IsMaster
            || attributes.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update) || attributes.Object is not { } value
            || OnlyHousekeeping(value, attributes.OldObject))
            return;
        if (attributes.Resource.Resource is "roles" or "clusterroles")
            CheckRole(attributes, value);
        else
            CheckBinding(attributes, value);
    }

    private void CheckRole(AdmissionAttributes attributes, JsonObject role)
    {
        // A POST names its object in the body only, so that "escalate" limited to a name does not cover it.
        var name = attributes.Operation == AdmissionOperation.Update ? attributes.Name : "";
        if (cluster.Authorizer.Authorize(new AuthorizationAttributes(attributes.User, "escalate", attributes.Resource.Group, "*",
            attributes.Resource.Resource, Namespace: attributes.Namespace, Name: name)).Allowed)
            return;
        Confirm(attributes, role.Name(), role.Objects("rules").Select(PolicyRule.From));
        if (!Aggregates(role) && !Aggregates(attributes.OldObject))
            return;
        if (Missing(attributes, Everything).Count > 0)
            throw ApiErrors.Forbidden(attributes.Resource, role.Name(), "must have cluster-admin privileges to use the aggregationRule");
    }

    private void CheckBinding(AdmissionAttributes attributes, JsonObject binding)
    {
        var roleRef = binding["roleRef"];
        var resource = roleRef.Str("kind") == "ClusterRole" ? "clusterroles" : "roles";
        if (cluster.Authorizer.Authorize(new AuthorizationAttributes(attributes.User, "bind", attributes.Resource.Group, "*", resource,
            Namespace: attributes.Namespace, Name: roleRef.Str("name"))).Allowed)
            return;
        var granted = rules.RulesOf(roleRef, attributes.Namespace) ?? throw ApiErrors.NotFound(attributes.Resource, roleRef.Str("name"));
        Confirm(attributes, binding.Name(), granted);
    }

    private void Confirm(AdmissionAttributes attributes, string name, IEnumerable<PolicyRule> granted)
    {
        var missing = Missing(attributes, granted);
        if (missing.Count == 0)
            return;
        throw ApiErrors.Forbidden(attributes.Resource, name,
            $"user {GoText.Quote(attributes.User.Username)} (groups={GoText.QuoteList(attributes.User.Groups)}) is attempting to grant RBAC permissions not currently held:\n{string.Join('\n', Compact(missing))}{Errors(attributes)}");
    }

    /// <summary>What kept rules of the user from being found.</summary>
    private string Errors(AdmissionAttributes attributes)
    {
        // Asked for directly and not through a cache, a role is missed under its plural.
        var errors = rules.RulesFor(attributes.User, attributes.Namespace).Where(g => g.Rule is null)
            .Select(g => g.Error.Replace("role.", "roles.", StringComparison.Ordinal)).ToList();
        return errors.Count == 0 ? "" : $"; resolution errors: [{string.Join(", ", errors)}]";
    }

    private List<PolicyRule> Missing(AdmissionAttributes attributes, IEnumerable<PolicyRule> granted)
    {
        var held = rules.RulesFor(attributes.User, attributes.Namespace).Select(g => g.Rule).OfType<PolicyRule>().ToList();
        return granted.SelectMany(r => r.Split()).Where(part => !held.Exists(h => h.Covers(part))).ToList();
    }

    /// <summary>Rules for the same resource and name become one with all their verbs.</summary>
    private static IEnumerable<string> Compact(List<PolicyRule> parts) => parts
        .GroupBy(p => p.NonResourceUrls.Count > 0 ? p.ToString() : $"{p.ApiGroups[0]} {p.Resources[0]} {string.Join(" ", p.ResourceNames)}", StringComparer.Ordinal)
        .Select(g => (g.First() with { Verbs = [.. g.SelectMany(p => p.Verbs)] }).ToString())
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    private static bool Aggregates(JsonObject? role) => role?.At("aggregationRule").Items("clusterRoleSelectors").Any() == true;

    /// <summary>Changes of owners and finalizers must always be possible, or the object could not be collected.</summary>
    private static bool OnlyHousekeeping(JsonObject value, JsonObject? old)
    {
        if (old is null)
            return false;
        var (one, other) = (value.Clone(), old.Clone());
        foreach (var copy in new[] { one, other })
        {
            foreach (var key in new[] { "ownerReferences", "finalizers", "managedFields", "resourceVersion" })
                copy.Meta().Remove(key);
        }

        return !JsonNode.DeepEquals(value["metadata"], old["metadata"]) && JsonNode.DeepEquals(one, other);
    }
}
