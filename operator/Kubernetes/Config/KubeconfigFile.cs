using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Kubernetes;

/// <summary>One kubeconfig file as a tree, or several merged: the first file that says something wins.</summary>
/// <param name="CurrentContext">The context to use when none is named.</param>
/// <param name="Clusters">Clusters by name.</param>
/// <param name="Users">Users by name.</param>
/// <param name="Contexts">Contexts by name.</param>
internal sealed record KubeconfigFile(
    string? CurrentContext,
    IReadOnlyDictionary<string, KubeconfigEntry> Clusters,
    IReadOnlyDictionary<string, KubeconfigEntry> Users,
    IReadOnlyDictionary<string, KubeconfigEntry> Contexts)
{
    public static KubeconfigFile Read(string path)
    {
        try
        {
            using var text = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(text);
            if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is YamlScalarNode)
                return new(null, Empty, Empty, Empty);
            var root = new KubeconfigEntry(path, (YamlMappingNode)yaml.Documents[0].RootNode);
            return new(
                root.Text("current-context") is { Length: > 0 } current ? current : null,
                Entries(root, "clusters", "cluster"),
                Entries(root, "users", "user"),
                Entries(root, "contexts", "context"));
        }
        catch (Exception error) when (error is YamlException or IOException or UnauthorizedAccessException or InvalidCastException)
        {
            throw new KubeconfigException($"{path} is not a kubeconfig: {error.Message}", error);
        }
    }

    public static KubeconfigFile Merge(IEnumerable<KubeconfigFile> files)
    {
        var merged = new KubeconfigFile(null, Empty, Empty, Empty);
        foreach (var file in files)
        {
            merged = new(
                merged.CurrentContext ?? file.CurrentContext,
                Union(merged.Clusters, file.Clusters),
                Union(merged.Users, file.Users),
                Union(merged.Contexts, file.Contexts));
        }

        return merged;
    }

    private static Dictionary<string, KubeconfigEntry> Empty => new(StringComparer.Ordinal);

    private static Dictionary<string, KubeconfigEntry> Union(
        IReadOnlyDictionary<string, KubeconfigEntry> first, IReadOnlyDictionary<string, KubeconfigEntry> second)
    {
        var union = new Dictionary<string, KubeconfigEntry>(first, StringComparer.Ordinal);
        foreach (var (name, entry) in second)
            union.TryAdd(name, entry);
        return union;
    }

    private static Dictionary<string, KubeconfigEntry> Entries(KubeconfigEntry root, string list, string inner)
    {
        var entries = Empty;
        foreach (var item in root.List(list))
        {
            if (item.Text("name") is { } name && item.Map(inner) is { } entry)
                entries.TryAdd(name, entry);
        }

        return entries;
    }
}
