using System.Text;

namespace SegmentOperator.Generator.Rbac;

/// <summary>
/// Writes a ClusterRole for each role that attributes name. Rules stay apart, each under its reasons, so that a reviewer sees what a
/// right is for; rules that allow the same for several reasons become one.
/// </summary>
internal static class RbacFile
{
    private const string Heading =
        "# The operator's rights, generated from the RbacAttributes in its code by `make generate`. Change those, not this file.\n";

    public static string Write(IEnumerable<RbacRule> rules) =>
        Heading + string.Join("---\n", rules.GroupBy(rule => rule.Role).OrderBy(role => role.Key, StringComparer.Ordinal).Select(Role));

    private static string Role(IGrouping<string, RbacRule> role)
    {
        var text = new StringBuilder($"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: {role.Key}
              labels:
                app.kubernetes.io/name: segment-operator
            rules:

            """);
        var sorted = role
            .GroupBy(rule => (rule.Group, Resources: List(rule.Resources), Verbs: List(rule.Verbs), Names: List(rule.ResourceNames ?? "")))
            .OrderBy(rule => rule.Key.Group, StringComparer.Ordinal)
            .ThenBy(rule => rule.Key.Resources, StringComparer.Ordinal)
            .ThenBy(rule => rule.Key.Names, StringComparer.Ordinal)
            .ThenBy(rule => rule.Key.Verbs, StringComparer.Ordinal);
        foreach (var rule in sorted)
        {
            foreach (var reason in rule.Select(one => one.Reason).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                text.Append("# ").Append(reason).Append('\n');
            text.Append($"- apiGroups: [{(rule.Key.Group.Length == 0 ? "''" : rule.Key.Group)}]\n");
            text.Append($"  resources: [{rule.Key.Resources}]\n");
            if (rule.Key.Names.Length > 0)
                text.Append($"  resourceNames: [{rule.Key.Names}]\n");
            text.Append($"  verbs: [{rule.Key.Verbs}]\n");
        }

        return text.ToString();
    }

    private static string List(string commaSeparated) => string.Join(", ",
        commaSeparated.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
}
