using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>Whether a policy's or binding's match resources speak of a write.</summary>
internal static class PolicyMatcher
{
    private const string All = "*";

    /// <summary>Policies themselves are not judged by policies, so that nobody locks themselves out.</summary>
    public static bool IsExempt(AdmissionAttributes attributes) => attributes.Resource.Group == "admissionregistration.k8s.io";

    public static bool Matches(JsonObject match, AdmissionAttributes attributes, JsonObject? ns)
    {
        var labels = attributes.Resource is { Resource: "namespaces", Group: "" }
            ? (attributes.Object ?? attributes.OldObject).At("metadata", "labels") : ns.At("metadata", "labels");
        var isInNamespace = attributes.Namespace.Length > 0 || attributes.Resource is { Resource: "namespaces", Group: "" };
        if (isInNamespace && IsSelective(match["namespaceSelector"]) && !LabelSelectors.Matches(match["namespaceSelector"], labels))
            return false;
        if (IsSelective(match["objectSelector"])
            && !LabelSelectors.Matches(match["objectSelector"], attributes.Object.At("metadata", "labels"))
            && !LabelSelectors.Matches(match["objectSelector"], attributes.OldObject.At("metadata", "labels")))
            return false;
        if (match.Objects("excludeResourceRules").Any(r => Matches(r, attributes)))
            return false;
        var rules = match.Objects("resourceRules").ToList();
        return rules.Count == 0 || rules.Exists(r => Matches(r, attributes));
    }

    private static bool IsSelective(JsonNode? selector) => selector is JsonObject { Count: > 0 };

    private static bool Matches(JsonObject rule, AdmissionAttributes attributes)
    {
        var resource = attributes.Resource;
        var isNamespaced = resource.Namespaced && resource is not { Resource: "namespaces", Group: "" };
        var names = rule.Texts("resourceNames").ToList();
        return Has(rule, "operations", attributes.Operation.ToString().ToUpperInvariant())
            && Has(rule, "apiGroups", resource.Group)
            && Has(rule, "apiVersions", resource.Version)
            && rule.Texts("resources").Any(r => IsResource(r, resource.Resource, attributes.Subresource))
            && (rule.Str("scope") is "" or All || rule.Str("scope") == (isNamespaced ? "Namespaced" : "Cluster"))
            && (names.Count == 0 || names.Contains(attributes.Name));
    }

    private static bool Has(JsonObject rule, string key, string value) => rule.Texts(key).Any(v => v == All || v == value);

    private static bool IsResource(string pattern, string resource, string subresource)
    {
        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        var (name, part) = slash < 0 ? (pattern, "") : (pattern[..slash], pattern[(slash + 1)..]);
        return (name == All || name == resource) && (part == All || part == subresource);
    }
}
