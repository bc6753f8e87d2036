using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>
/// How often, and by which rules, a kube-apiserver looks at the metadata of a kind: once or twice for all kinds, and then in each
/// kind's own rules, so that one mistake may be several causes of one refusal.
/// </summary>
internal static class MetadataPasses
{
    /// <summary>What the own rules of a kind look at.</summary>
    /// <param name="IsCore">Whether they want finalizers that are fully qualified.</param>
    /// <param name="New">Whether they look at a new object's metadata.</param>
    /// <param name="Change">Whether they look at what changed of an old one's.</param>
    /// <param name="Whole">Whether they look at the whole of a changed one's.</param>
    private sealed record Own(bool IsCore = false, bool New = true, bool Change = true, bool Whole = false);

    public static IEnumerable<FieldError> OfNew(string group, string kind, JsonObject metadata, bool namespaced, Func<string, List<string>> name)
    {
        var own = OwnOf(group, kind);
        return MetadataRules.Create(metadata, namespaced, own.New ? name : Names.PathSegment, own.IsCore);
    }

    public static IEnumerable<FieldError> OfChanged(string group, string kind, JsonObject metadata, JsonObject old, string subresource)
    {
        var own = OwnOf(group, kind);
        List<FieldError> errors = [.. MetadataRules.Whole(metadata), .. MetadataRules.Update(metadata, old)];
        if (own.Change || subresource.Length > 0)
        {
            errors.AddRange(MetadataRules.Update(metadata, old));
            if (own.IsCore)
                errors.AddRange(MetadataRules.StandardFinalizersOnly(metadata));
        }
        if (own.Whole && subresource.Length == 0)
        {
            errors.AddRange(MetadataRules.Whole(metadata));
            if (own.IsCore)
                errors.AddRange(MetadataRules.StandardFinalizersOnly(metadata));
        }
        return errors;
    }

    private static Own OwnOf(string group, string kind) => kind switch
    {
        "ConfigMap" or "Secret" or "ServiceAccount" or "Pod" or "Namespace" or "Role" or "ClusterRole" or "RoleBinding" or "ClusterRoleBinding" =>
            new Own(IsCore: true, Whole: true),
        "NetworkPolicy" or "ResourceQuota" or "Node" => new Own(IsCore: true),
        "LimitRange" => new Own(IsCore: true, Change: false, Whole: true),
        "ValidatingAdmissionPolicy" or "ValidatingAdmissionPolicyBinding" or "MutatingAdmissionPolicy" or "MutatingAdmissionPolicyBinding" =>
            new Own(Change: false, Whole: true),
        "Event" when group.Length == 0 => new Own(New: false, Change: false),
        "Event" => new Own(IsCore: true),
        _ => new Own(),
    };
}
