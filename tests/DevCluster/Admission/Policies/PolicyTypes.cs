using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>
/// Checks a policy's expressions against the schemas of the resources it names exactly. What is found are warnings in the policy's
/// status: its expressions run untyped.
/// </summary>
internal static class PolicyTypes
{
    private const int MostTypes = 10;

    /// <summary>The expression warnings, or null without.</summary>
    public static JsonArray? Check(IResourceCatalog catalog, JsonObject policy)
    {
        var spec = policy.Map("spec");
        var kinds = Kinds(catalog, spec).ToList();
        var warnings = new JsonArray();
        var path = "spec.validations";
        var index = 0;
        foreach (var validation in spec.Objects("validations"))
        {
            foreach (var key in new[] { "expression", "messageExpression" }.Where(k => validation.Str(k).Length > 0))
            {
                var found = kinds.Select(k => Check(catalog, spec, k, validation.Str(key))).OfType<string>().ToList();
                if (found.Count > 0)
                    warnings.Add(new JsonObject { ["fieldRef"] = path.Index(index).Child(key), ["warning"] = string.Join('\n', found) });
            }

            index++;
        }

        return warnings.Count > 0 ? warnings : null;
    }

    private static string? Check(IResourceCatalog catalog, JsonObject spec, ResourceInfo resource, string expression)
    {
        var parameters = spec["paramKind"] is JsonObject kind
            ? TypeOf(catalog.FindKind(kind.Str("apiVersion"), kind.Str("kind"))) ?? CelType.Dyn
            : null;
        var environment = new PolicyEnvironment(parameters, TypeOf(resource));
        foreach (var variable in spec.Objects("variables"))
            environment.Declare(variable.Str("name"), environment.Current.TryCompile(variable.Str("expression")).Program?.ResultType ?? CelType.Dyn);
        var compilation = environment.Current.TryCompile(expression);
        return compilation.Succeeded ? null : $"{resource.Group}/{resource.Version}, Kind={resource.Kind}: {compilation.IssueText}\n";
    }

    private static CelType? TypeOf(ResourceInfo? resource) => resource is null ? null : CelSchema.TypeOf(resource.Schema, isResourceRoot: true);

    private static IEnumerable<ResourceInfo> Kinds(IResourceCatalog catalog, JsonObject spec) => spec.Map("matchConstraints").Objects("resourceRules")
        .SelectMany(rule =>
            from @group in Exact(rule, "apiGroups")
            from version in Exact(rule, "apiVersions")
            from resource in rule.Texts("resources").Where(r => r.AsSpan().IndexOfAny('*', '/') < 0).Order(StringComparer.Ordinal)
            select catalog.Find(@group, version, resource))
        .OfType<ResourceInfo>()
        .Take(MostTypes)
        .DistinctBy(r => (r.Group, r.Version, r.Kind))
        .OrderBy(r => r.Group, StringComparer.Ordinal).ThenBy(r => r.Version, StringComparer.Ordinal).ThenBy(r => r.Kind, StringComparer.Ordinal);

    private static IEnumerable<string> Exact(JsonObject rule, string key)
    {
        var names = rule.Texts(key).Order(StringComparer.Ordinal).ToList();
        return names.Exists(n => n.Contains('*')) ? [] : names;
    }
}
