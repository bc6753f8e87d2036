using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>What an admission policy or binding matches: selectors and resource rules.</summary>
internal static class MatchRules
{
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
    private static readonly string[] Scopes = ["*", "Cluster", "Namespaced"];

    public static void Validate(List<FieldError> errors, JsonObject match, string path)
    {
        if (!match.Has("matchPolicy"))
            errors.Add(Finding.Required(path.Child("matchPolicy")));
        else if (match.Str("matchPolicy") is not ("Equivalent" or "Exact"))
            errors.Add(Finding.NotSupported(path.Child("matchPolicy"), match.Str("matchPolicy"), "Equivalent", "Exact"));
        foreach (var key in new[] { "namespaceSelector", "objectSelector" })
        {
            if (!match.Has(key))
                errors.Add(Finding.Required(path.Child(key)));
            else
                MetadataRules.Selector(errors, match[key], path.Child(key));
        }

        foreach (var key in new[] { "resourceRules", "excludeResourceRules" })
        {
            var index = 0;
            foreach (var rule in match.Objects(key))
                Rule(errors, rule, path.Child(key).Index(index++));
        }
    }

    private static void Rule(List<FieldError> errors, JsonObject rule, string path)
    {
        var names = rule.Texts("resourceNames").ToList();
        for (var i = 0; i < names.Count; i++)
        {
            MetadataRules.Invalid(errors, path.Child("resourceNames").Index(i), names[i], Names.PathSegment(names[i]));
            if (names.IndexOf(names[i]) < i)
                errors.Add(Finding.Duplicate(path.Child("resourceNames").Index(i), names[i]));
        }

        List(errors, rule, "operations", path, emptyAllowed: false);
        var operations = rule.Texts("operations").ToList();
        for (var i = 0; i < operations.Count; i++)
        {
            if (!Operations.Contains(operations[i]))
                errors.Add(Finding.NotSupported(path.Child("operations").Index(i), operations[i], Operations));
        }

        List(errors, rule, "apiGroups", path, emptyAllowed: true);
        List(errors, rule, "apiVersions", path, emptyAllowed: false);
        List(errors, rule, "resources", path, emptyAllowed: false);
        if (rule.Text("scope") is { } scope && !Scopes.Contains(scope))
            errors.Add(Finding.NotSupported(path.Child("scope"), scope, Scopes));
    }

    private static void List(List<FieldError> errors, JsonObject rule, string key, string path, bool emptyAllowed)
    {
        var items = rule.Texts(key).ToList();
        if (items.Count == 0)
            errors.Add(Finding.Required(path.Child(key)));
        if (items.Count > 1 && items.Contains("*"))
            errors.Add(Finding.Invalid(path.Child(key), rule[key], "if '*' is present, must not specify other " + (key == "apiGroups" ? "API groups" : key == "apiVersions" ? "API versions" : key)));
        for (var i = 0; i < items.Count && !emptyAllowed; i++)
        {
            if (items[i].Length == 0)
                errors.Add(Finding.Required(path.Child(key).Index(i)));
        }
    }
}
