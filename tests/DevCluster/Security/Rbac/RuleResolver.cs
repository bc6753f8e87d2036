using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Rbac;

/// <summary>A rule that a user has, and the binding that gives it.</summary>
/// <param name="Rule">The rule; null when the binding's role does not exist.</param>
/// <param name="Source">Such as <c>RoleBinding "a/ns" of Role "b" to User "c"</c>.</param>
/// <param name="Error">Why the binding gives nothing, or empty.</param>
internal readonly record struct GrantedRule(PolicyRule? Rule, string Source, string Error = "");

/// <summary>Finds the rules that bindings give to a user, from the stored RBAC objects.</summary>
internal sealed class RuleResolver(ClusterContext cluster)
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <summary>All rules of a user: those of cluster role bindings, then those of a namespace's role bindings.</summary>
    public IEnumerable<GrantedRule> RulesFor(UserInfo user, string ns)
    {
        var rules = Bound(user, "", "ClusterRoleBinding");
        return ns.Length == 0 ? rules : rules.Concat(Bound(user, ns, "RoleBinding"));
    }

    /// <summary>The rules of the role that a binding refers to; null when there is no such role.</summary>
    public IReadOnlyList<PolicyRule>? RulesOf(JsonNode? roleRef, string ns)
    {
        var isCluster = roleRef.Str("kind") == "ClusterRole";
        var role = cluster.Store.Get($"{Group}/{(isCluster ? "clusterroles" : "roles")}", isCluster ? "" : ns, roleRef.Str("name"));
        return role is null ? null : PolicyRule.Of(role.Value);
    }

    private IEnumerable<GrantedRule> Bound(UserInfo user, string ns, string kind)
    {
        foreach (var binding in BindingIndex.Of(cluster.Store).Naming(user, ns))
        {
            if (binding.Value.Objects("subjects").FirstOrDefault(s => Applies(s, user, ns)) is not { } subject)
                continue;
            var roleRef = binding.Value["roleRef"];
            if (RulesOf(roleRef, ns) is not { } rules)
            {
                yield return new GrantedRule(null, "", $"{roleRef.Str("kind").ToLowerInvariant()}.{Group} \"{roleRef.Str("name")}\" not found");
                continue;
            }

            var name = ns.Length == 0 ? binding.Name : $"{binding.Name}/{ns}";
            var source = $"{kind} \"{name}\" of {roleRef.Str("kind")} \"{roleRef.Str("name")}\" to {Describe(subject, ns)}";
            foreach (var rule in rules)
                yield return new GrantedRule(rule, source);
        }
    }

    private static bool Applies(JsonObject subject, UserInfo user, string ns)
    {
        var name = subject.Str("name");
        switch (subject.Str("kind"))
        {
            case "User":
                return user.Username == name;
            case "Group":
                return user.Groups.Contains(name);
            case "ServiceAccount":
                var home = subject.Str("namespace") is { Length: > 0 } given ? given : ns;
                return home.Length > 0 && user.Username == ServiceAccountNames.Username(home, name);
            default:
                return false;
        }
    }

    private static string Describe(JsonObject subject, string ns)
    {
        var name = subject.Str("name");
        if (subject.Str("kind") == "ServiceAccount")
            name += "/" + (subject.Str("namespace") is { Length: > 0 } home ? home : ns);
        return $"{subject.Str("kind")} \"{name}\"";
    }
}
