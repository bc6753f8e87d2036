namespace SegmentOperator.DevCluster.Node;

/// <summary>A local directory that stands for an image, and the program in it that is its entrypoint (null: none).</summary>
internal sealed record Image(string Directory, string? Entrypoint)
{
    /// <summary>Where a container sees the directory.</summary>
    public const string MountPath = "/app";
}

/// <summary>Finds what the options name for an image reference.</summary>
internal sealed class Images(IReadOnlyDictionary<string, string> map)
{
    /// <summary>The image, or null when nothing is mapped to it.</summary>
    /// <exception cref="FileNotFoundException">What is mapped to it is not there.</exception>
    public Image? Find(string reference)
    {
        var repository = Repository(reference);
        var prefix = map.Keys
            .Where(p => repository == p || repository.StartsWith(p.TrimEnd('/') + "/", StringComparison.Ordinal))
            .MaxBy(p => p.Length);
        if (prefix is null)
            return null;
        var path = Path.GetFullPath(map[prefix]);
        if (File.Exists(path))
            return new Image(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"\"{path}\" does not exist");
        var name = repository[(repository.LastIndexOf('/') + 1)..];
        return new Image(path, File.Exists(Path.Combine(path, name)) ? name : null);
    }

    /// <summary>A reference without its tag and digest.</summary>
    public static string Repository(string reference)
    {
        var name = reference.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }
}
