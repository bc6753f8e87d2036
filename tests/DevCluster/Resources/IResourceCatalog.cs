namespace SegmentOperator.DevCluster.Resources;

/// <summary>All resources served at this moment: built-in ones and those of established CustomResourceDefinitions.</summary>
internal interface IResourceCatalog
{
    IReadOnlyCollection<ResourceInfo> All { get; }

    ResourceInfo? Find(string group, string version, string resource);

    /// <summary>The preferred version of a resource.</summary>
    ResourceInfo? Find(string group, string resource);

    ResourceInfo? FindKind(string apiVersion, string kind);

    /// <summary>Counts up whenever a kind comes or goes.</summary>
    long Generation { get; }
}
