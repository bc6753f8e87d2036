using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>Roles and ClusterRoles.</summary>
internal sealed class RoleRules(bool namespaced) : Rules
{
    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var index = 0;
        foreach (var rule in value.Objects("rules"))
            CheckRule(errors, rule, "rules".Index(index++));
        if (value["aggregationRule"] is not JsonObject aggregation)
            return;
        const string Path = "aggregationRule.clusterRoleSelectors";
        if (!aggregation.Items("clusterRoleSelectors").Any())
            errors.Add(Finding.Required(Path, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
        index = 0;
        foreach (var selector in aggregation.Items("clusterRoleSelectors"))
        {
            var before = errors.Count;
            MetadataRules.Selector(errors, selector, Path.Index(index));
            if (errors.Count > before)
                errors.Add(Finding.Invalid(Path.Index(index), null, "invalid label selector."));
            index++;
        }
    }

    private void CheckRule(List<FieldError> errors, JsonObject rule, string path)
    {
        if (!rule.Texts("verbs").Any())
            errors.Add(Finding.Required(path.Child("verbs"), "verbs must contain at least one value"));
        if (rule.Texts("nonResourceURLs").Any())
        {
            var at = path.Child("nonResourceURLs");
            if (namespaced)
                errors.Add(Finding.Invalid(at, rule["nonResourceURLs"], "namespaced rules cannot apply to non-resource URLs"));
            if (rule.Texts("apiGroups").Any() || rule.Texts("resources").Any() || rule.Texts("resourceNames").Any())
                errors.Add(Finding.Invalid(at, rule["nonResourceURLs"], "rules cannot apply to both regular resources and non-resource URLs"));
            return;
        }

        if (!rule.Texts("apiGroups").Any())
            errors.Add(Finding.Required(path.Child("apiGroups"), "resource rules must supply at least one api group"));
        if (!rule.Texts("resources").Any())
            errors.Add(Finding.Required(path.Child("resources"), "resource rules must supply at least one resource"));
    }
}

/// <summary>RoleBindings and ClusterRoleBindings.</summary>
internal sealed class BindingRules(bool namespaced) : Rules
{
    private const string Group = "rbac.authorization.k8s.io";

    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var role = value.Map("roleRef");
        OneOf(errors, role.Str("apiGroup"), "roleRef.apiGroup", Group);
        OneOf(errors, role.Str("kind"), "roleRef.kind", namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]);
        if (role.Str("name").Length == 0)
            errors.Add(Finding.Required("roleRef.name"));
        else
            MetadataRules.Invalid(errors, "roleRef.name", role.Str("name"), Names.PathSegment(role.Str("name")));
        var index = 0;
        foreach (var subject in value.Objects("subjects"))
            CheckSubject(errors, subject, "subjects".Index(index++));
    }

    protected override void CheckChange(List<FieldError> errors, JsonObject value, JsonObject old)
    {
        var (role, before) = (value.Map("roleRef"), old.Map("roleRef"));
        if (JsonValues.Same(role, before))
            return;
        errors.Add(Finding.InvalidLiteral("roleRef", GoText.StructJson(new JsonObject
        {
            ["APIGroup"] = role.Str("apiGroup"),
            ["Kind"] = role.Str("kind"),
            ["Name"] = role.Str("name"),
        }), "cannot change roleRef"));
    }

    private void CheckSubject(List<FieldError> errors, JsonObject subject, string path)
    {
        var name = subject.Str("name");
        if (name.Length == 0)
            errors.Add(Finding.Required(path.Child("name")));
        switch (subject.Str("kind"))
        {
            case "ServiceAccount":
                if (name.Length > 0)
                    MetadataRules.Invalid(errors, path.Child("name"), name, Names.Subdomain(name));
                OneOf(errors, subject.Str("apiGroup"), path.Child("apiGroup"), "");
                if (!namespaced && subject.Str("namespace").Length == 0)
                    errors.Add(Finding.Required(path.Child("namespace")));
                break;
            case "User" or "Group":
                OneOf(errors, subject.Str("apiGroup"), path.Child("apiGroup"), Group);
                break;
            default:
                errors.Add(Finding.NotSupported(path.Child("kind"), subject.Str("kind"), "ServiceAccount", "User", "Group"));
                break;
        }
    }
}
