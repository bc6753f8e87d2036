using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Kubernetes;

/// <summary>A mapping in a kubeconfig that knows its file, because relative paths start there.</summary>
internal sealed class KubeconfigEntry(string file, YamlMappingNode node)
{
    public string File => file;

    public string? Text(string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlScalarNode { Value: { } text } ? text : null;

    public bool Flag(string key) => Text(key) is { } text && bool.TryParse(text, out var flag) && flag;

    /// <summary>A path; a relative one is below the file's own folder.</summary>
    public string? Path(string key) =>
        Text(key) is { Length: > 0 } text
            ? System.IO.Path.GetFullPath(text, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!)
            : null;

    public KubeconfigEntry? Map(string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlMappingNode map ? new(file, map) : null;

    public IEnumerable<KubeconfigEntry> List(string key) =>
        Sequence(key).OfType<YamlMappingNode>().Select(item => new KubeconfigEntry(file, item));

    public IReadOnlyList<string> Texts(string key) =>
        [.. Sequence(key).OfType<YamlScalarNode>().Select(item => item.Value ?? "")];

    /// <summary>Every entry that is a list of texts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lists() =>
        node.Children.Where(pair => pair is { Key: YamlScalarNode { Value: not null }, Value: YamlSequenceNode }).Select(pair => ((YamlScalarNode)pair.Key).Value!)
            .ToDictionary(key => key, Texts, StringComparer.Ordinal);

    /// <summary>Base64 data in the file itself, or else a file's content; null when neither is said. Data wins, as in kubectl.</summary>
    public string? DataOrFile(string dataKey, string fileKey)
    {
        if (Text(dataKey) is { Length: > 0 } data)
            return Pem.FromBase64(data, $"{dataKey} in {file}");
        if (Path(fileKey) is not { } path)
            return null;
        try
        {
            return System.IO.File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"{fileKey} in {file} cannot be read: {error.Message}", error);
        }
    }

    private IEnumerable<YamlNode> Sequence(string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlSequenceNode list ? list.Children : [];
}
