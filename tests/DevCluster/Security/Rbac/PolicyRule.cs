using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Rbac;

/// <summary>One rule of a role: which verbs it allows on which resources or paths.</summary>
internal sealed record PolicyRule(
    IReadOnlyList<string> Verbs,
    IReadOnlyList<string> ApiGroups,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> ResourceNames,
    IReadOnlyList<string> NonResourceUrls)
{
    private const string All = "*";
    private static readonly ConditionalWeakTable<JsonObject, IReadOnlyList<PolicyRule>> Read = [];

    /// <summary>A rule for resources.</summary>
    public static PolicyRule ForResources(string verbs, string groups, string resources) =>
        new(Words(verbs), groups.Split(' ').Select(g => g == "core" ? "" : g).ToList(), Words(resources), [], []);

    /// <summary>A rule for paths.</summary>
    public static PolicyRule ForPaths(string verbs, string paths) => new(Words(verbs), [], [], [], Words(paths));

    /// <summary>The rules of a stored Role or ClusterRole, read once.</summary>
    public static IReadOnlyList<PolicyRule> Of(JsonObject role) => Read.GetValue(role, static r => r.Objects("rules").Select(From).ToList());

    public static PolicyRule From(JsonObject rule) => new(
        [.. rule.Texts("verbs")], [.. rule.Texts("apiGroups")], [.. rule.Texts("resources")], [.. rule.Texts("resourceNames")], [.. rule.Texts("nonResourceURLs")]);

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["verbs"] = List(Verbs) };
        if (ApiGroups.Count > 0)
            json["apiGroups"] = List(ApiGroups);
        if (Resources.Count > 0)
            json["resources"] = List(Resources);
        if (ResourceNames.Count > 0)
            json["resourceNames"] = List(ResourceNames);
        if (NonResourceUrls.Count > 0)
            json["nonResourceURLs"] = List(NonResourceUrls);
        return json;
    }

    /// <summary>Whether the rule allows a request.</summary>
    public bool Allows(AuthorizationAttributes request)
    {
        if (!Has(Verbs, request.Verb))
            return false;
        if (request.Path is { } path)
            return NonResourceUrls.Any(url => PathCovers(url, path));
        var resource = request.Subresource.Length == 0 ? request.Resource : $"{request.Resource}/{request.Subresource}";
        return Has(ApiGroups, request.Group)
            && (Has(Resources, resource) || (request.Subresource.Length > 0 && Resources.Contains($"*/{request.Subresource}")))
            && (ResourceNames.Count == 0 || ResourceNames.Contains(request.Name));
    }

    /// <summary>The rule as rules with one verb, one resource and one name each.</summary>
    public IEnumerable<PolicyRule> Split()
    {
        foreach (var group in ApiGroups)
        {
            foreach (var resource in Resources)
            {
                foreach (var verb in Verbs)
                {
                    if (ResourceNames.Count == 0)
                        yield return new PolicyRule([verb], [group], [resource], [], []);
                    foreach (var name in ResourceNames)
                        yield return new PolicyRule([verb], [group], [resource], [name], []);
                }
            }
        }

        foreach (var url in NonResourceUrls)
        {
            foreach (var verb in Verbs)
                yield return new PolicyRule([verb], [], [], [], [url]);
        }
    }

    /// <summary>Whether who has this rule may do all that a <see cref="Split"/> rule allows.</summary>
    public bool Covers(PolicyRule part) => HasAll(Verbs, part.Verbs) && HasAll(ApiGroups, part.ApiGroups)
        && part.Resources.All(CoversResource)
        && (ResourceNames.Count == 0 || (part.ResourceNames.Count > 0 && part.ResourceNames.All(ResourceNames.Contains)))
        && part.NonResourceUrls.All(path => NonResourceUrls.Any(url => url == path || PathCovers(url, path)));

    /// <summary>The rule as messages show it: <c>{APIGroups:[""], Resources:["pods"], Verbs:["get"]}</c>.</summary>
    public override string ToString()
    {
        var parts = new[]
        {
            ("APIGroups", ApiGroups), ("Resources", Resources), ("NonResourceURLs", NonResourceUrls), ("ResourceNames", ResourceNames), ("Verbs", Verbs),
        };
        return $"{{{string.Join(", ", parts.Where(p => p.Item2.Count > 0).Select(p => $"{p.Item1}:{GoText.QuoteList(p.Item2)}"))}}}";
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];

    private static bool Has(IReadOnlyList<string> set, string item) => set.Contains(All) || set.Contains(item);

    private static bool HasAll(IReadOnlyList<string> set, IReadOnlyList<string> items) => set.Contains(All) || items.All(set.Contains);

    private static bool PathCovers(string url, string path) => url == All || url == path
        || (url.EndsWith('*') && path.StartsWith(url.TrimEnd('*'), StringComparison.Ordinal));

    private bool CoversResource(string resource)
    {
        if (Has(Resources, resource))
            return true;
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && Resources.Contains("*" + resource[slash..]);
    }
}
