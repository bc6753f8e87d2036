using System.Collections.Immutable;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>The built-in kinds and, swapped in as a whole whenever they change, the custom ones.</summary>
internal sealed class ResourceCatalog : IResourceCatalog
{
    private volatile State _state = new([.. BuiltInResources.All], ImmutableSortedDictionary<string, IReadOnlyList<ResourceInfo>>.Empty, 0);

    public IReadOnlyCollection<ResourceInfo> All => _state.All;

    public long Generation => _state.Generation;

    /// <summary>Groups in the order in which discovery lists them.</summary>
    public IReadOnlyList<string> Groups => [.. _state.All.Select(r => r.Group).Where(g => g.Length > 0).Distinct()];

    public ResourceInfo? Find(string group, string version, string resource) =>
        _state.ByPath.GetValueOrDefault((group, version, resource));

    public ResourceInfo? Find(string group, string resource) =>
        _state.All.FirstOrDefault(r => r.Group == group && r.Resource == resource);

    public ResourceInfo? FindKind(string apiVersion, string kind) =>
        _state.All.FirstOrDefault(r => r.Kind == kind && r.ApiVersion == apiVersion);

    /// <summary>Replaces what one definition serves; an empty list takes it away.</summary>
    public void Serve(string definition, IReadOnlyList<ResourceInfo> versions)
    {
        var state = _state;
        var custom = versions.Count == 0 ? state.Custom.Remove(definition) : state.Custom.SetItem(definition, versions);
        _state = new State([.. BuiltInResources.All, .. custom.Values.SelectMany(v => v)], custom, state.Generation + 1);
    }

    private sealed class State
    {
        public State(ImmutableArray<ResourceInfo> all, ImmutableSortedDictionary<string, IReadOnlyList<ResourceInfo>> custom, long generation)
        {
            (All, Custom, Generation) = (all, custom, generation);
            ByPath = all.ToDictionary(r => (r.Group, r.Version, r.Resource));
        }

        public ImmutableArray<ResourceInfo> All { get; }

        public ImmutableSortedDictionary<string, IReadOnlyList<ResourceInfo>> Custom { get; }

        public long Generation { get; }

        public Dictionary<(string, string, string), ResourceInfo> ByPath { get; }
    }
}
