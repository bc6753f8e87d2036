namespace SegmentOperator.Oci;

/// <summary>Which mirrors stand before which registry.</summary>
public sealed class MirrorMap
{
    private readonly Dictionary<string, List<(string Host, string Path)>> mirrors = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A map.</summary>
    /// <param name="mirrors">For a registry as references name it, its mirrors in order: a host with an optional port and path, below
    /// which the mirror has the registry's repositories under their own names.</param>
    /// <exception cref="FormatException">A registry or mirror is spelled wrong; the message names it.</exception>
    public MirrorMap(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> mirrors)
    {
        foreach (var (registry, spelled) in mirrors)
        {
            var key = DockerConfigEntry.Normalize(registry);
            if (!this.mirrors.TryGetValue(key, out var known)) this.mirrors[key] = known = [];
            known.AddRange(spelled.Select(Read));
        }
    }

    /// <summary>No mirrors.</summary>
    public static MirrorMap None { get; } = new([]);

    /// <summary>Whether there is no mirror at all.</summary>
    public bool IsEmpty => mirrors.Count == 0;

    /// <summary>The repository as its mirrors name it, in order; empty when the registry has none.</summary>
    public IReadOnlyList<RepositoryReference> Of(RepositoryReference repository) =>
        mirrors.TryGetValue(repository.Registry, out var known)
            ? [.. known.Select(m => new RepositoryReference(m.Host, m.Path + repository.Name))]
            : [];

    private static (string Host, string Path) Read(string mirror)
    {
        var slash = mirror.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? mirror : mirror[..slash];
        if (host.Length == 0 || ReferenceGrammar.RegistryError(host) is not null)
            throw new FormatException($"the mirror '{Shown.Short(mirror)}' is not a host with an optional port and path");
        var path = slash < 0 ? string.Empty : mirror[(slash + 1)..].Trim('/');
        if (path.Length > 0 && ReferenceGrammar.NameError(path) is { } error) throw new FormatException($"the mirror '{Shown.Short(mirror)}': {error}");
        return (host.ToLowerInvariant(), path.Length == 0 ? string.Empty : path + "/");
    }
}
