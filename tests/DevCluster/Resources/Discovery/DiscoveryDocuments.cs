using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Custom;

namespace SegmentOperator.DevCluster.Resources.Discovery;

/// <summary>What there is, in the two forms that clients ask in.</summary>
internal sealed class DiscoveryDocuments(IResourceCatalog catalog)
{
    /// <summary>Groups that a real API server has and this one leaves out: it says so, rather than not to know the page.</summary>
    private static readonly string[] LeftOut =
    [
        "autoscaling", "batch", "certificates.k8s.io", "discovery.k8s.io", "flowcontrol.apiserver.k8s.io", "node.k8s.io",
        "policy", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
    ];

    public bool IsBuiltIn(string group) => LeftOut.Contains(group) || BuiltInResources.All.Any(r => r.Group == group);

    /// <summary>The document of <c>/apis</c>.</summary>
    public JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. GroupNames().Select(g => (JsonNode)GroupOf(g, false))]),
    };

    /// <summary>The document of <c>/apis/GROUP</c>; null when there is no such group.</summary>
    public JsonObject? Group(string group) => group.Length > 0 && GroupNames().Contains(group) ? GroupOf(group, true) : null;

    /// <summary>The document of <c>/apis/GROUP/VERSION</c>; null when there is no such version.</summary>
    public JsonObject? Resources(string group, string version)
    {
        var resources = catalog.All.Where(r => r.Group == group && r.Version == version).OrderBy(r => r.Resource, StringComparer.Ordinal).ToList();
        if (resources.Count == 0)
            return null;
        var list = new JsonObject { ["kind"] = "APIResourceList" };
        if (group.Length > 0)
            list["apiVersion"] = "v1";
        list["groupVersion"] = resources[0].ApiVersion;
        list["resources"] = new JsonArray([.. resources.SelectMany(Entries)]);
        return list;
    }

    /// <summary>The aggregated document of <c>/api</c> or <c>/apis</c>.</summary>
    public JsonObject Aggregated(bool isCore) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. (isCore ? [""] : GroupNames()).Select(AggregatedGroup)]),
    };

    private List<string> GroupNames() => [.. catalog.All.Select(r => r.Group).Where(g => g.Length > 0).Distinct()];

    private IEnumerable<string> Versions(string group) => catalog.All.Where(r => r.Group == group).Select(r => r.Version).Distinct()
        .OrderBy(CustomResources.VersionPriority);

    private JsonObject GroupOf(string group, bool isDocument)
    {
        var versions = Versions(group).Select(v => new JsonObject { ["groupVersion"] = $"{group}/{v}", ["version"] = v }).ToList();
        var document = new JsonObject();
        if (isDocument)
        {
            document["kind"] = "APIGroup";
            document["apiVersion"] = "v1";
        }
        document["name"] = group;
        document["versions"] = new JsonArray([.. versions]);
        document["preferredVersion"] = versions[0].DeepClone();
        return document;
    }

    private static IEnumerable<JsonNode> Entries(ResourceInfo resource)
    {
        var entry = new JsonObject
        {
            ["name"] = resource.Resource,
            ["singularName"] = resource.Singular,
            ["namespaced"] = resource.Namespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = Strings(resource.Verbs),
        };
        if (resource.ShortNames.Count > 0)
            entry["shortNames"] = Strings(resource.ShortNames);
        if (resource.Categories.Count > 0)
            entry["categories"] = Strings(resource.Categories);
        if (resource.Verbs.Contains("get"))
            entry["storageVersionHash"] = Hash(resource);
        yield return entry;
        foreach (var subresource in resource.Subresources)
        {
            var below = new JsonObject
            {
                ["name"] = $"{resource.Resource}/{subresource.Name}",
                ["singularName"] = "",
                ["namespaced"] = resource.Namespaced,
            };
            if (subresource.Group.Length > 0)
                (below["group"], below["version"]) = (subresource.Group, subresource.Version);
            below["kind"] = subresource.Kind;
            below["verbs"] = Strings(subresource.Verbs);
            yield return below;
        }
    }

    private JsonNode AggregatedGroup(string group)
    {
        var metadata = new JsonObject();
        if (group.Length > 0)
            metadata["name"] = group;
        return new JsonObject
        {
            ["metadata"] = metadata,
            ["versions"] = new JsonArray([.. Versions(group).Select(version => (JsonNode)new JsonObject
            {
                ["version"] = version,
                ["resources"] = new JsonArray([.. catalog.All.Where(r => r.Group == group && r.Version == version)
                    .OrderBy(r => r.Resource, StringComparer.Ordinal).Select(AggregatedResource)]),
                ["freshness"] = "Current",
            })]),
        };
    }

    private static JsonNode AggregatedResource(ResourceInfo resource)
    {
        // Built-in kinds leave out that they are of the group they stand in; custom ones say it.
        var entry = new JsonObject
        {
            ["resource"] = resource.Resource,
            ["responseKind"] = KindOf(resource.IsCustom ? resource.Group : "", resource.IsCustom ? resource.Version : "", resource.Kind),
            ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Singular,
            ["verbs"] = Strings(resource.Verbs),
        };
        if (resource.ShortNames.Count > 0)
            entry["shortNames"] = Strings(resource.ShortNames);
        if (resource.Categories.Count > 0)
            entry["categories"] = Strings(resource.Categories);
        if (resource.Subresources.Count > 0)
        {
            entry["subresources"] = new JsonArray([.. resource.Subresources.Select(s => (JsonNode)new JsonObject
            {
                ["subresource"] = s.Name,
                ["responseKind"] = KindOf(
                    s.Group.Length > 0 ? s.Group : resource.IsCustom ? resource.Group : "",
                    s.Version.Length > 0 ? s.Version : resource.IsCustom ? resource.Version : "",
                    s.Kind),
                ["verbs"] = Strings(s.Verbs),
            })]);
        }
        return entry;
    }

    private static JsonObject KindOf(string group, string version, string kind) =>
        new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);

    private static string Hash(ResourceInfo resource)
    {
        var slash = resource.StorageApiVersion.IndexOf('/');
        // Definitions are still stored in the version before.
        if (resource.Kind == "CustomResourceDefinition")
            return "jfWCUB31mvA=";
        var (group, version) = slash < 0 ? ("", resource.StorageApiVersion) : (resource.StorageApiVersion[..slash], resource.StorageApiVersion[(slash + 1)..]);
        // As are mutating policies, which are young.
        if (resource.Kind is "MutatingAdmissionPolicy" or "MutatingAdmissionPolicyBinding")
            version = "v1beta1";
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{group}/{version}/{resource.Kind}"))[..8]);
    }
}
