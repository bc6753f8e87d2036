using System.Text;
using System.Text.Json;

namespace SegmentOperator.Oci;

/// <summary>One entry of a docker configuration's <c>auths</c>.</summary>
internal sealed class DockerConfigEntry
{
    private readonly string[] host;
    private readonly string port;
    private readonly string path;

    private DockerConfigEntry(string name, RegistryCredential? credential)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        path = slash < 0 ? string.Empty : name[(slash + 1)..];
        (host, port) = Split(slash < 0 ? name : name[..slash]);
        Credential = credential;
    }

    /// <summary>The credential; null in an entry that leaves it to a helper.</summary>
    public RegistryCredential? Credential { get; }

    /// <summary>The longer the path, the more specific; a host without <c>*</c> before one with it.</summary>
    public int Specificity => (path.Length * 2) + (host.Any(l => l.Contains('*', StringComparison.Ordinal)) ? 0 : 1);

    public static IReadOnlyList<DockerConfigEntry> ReadAll(JsonElement auths)
    {
        if (auths.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return [];
        return [.. auths.EnumerateObject().Select(p => new DockerConfigEntry(Normalize(p.Name), Read(p)))];
    }

    /// <summary>docker writes <c>https://index.docker.io/v1/</c> where a reference says <c>docker.io</c>.</summary>
    public static string Normalize(string name)
    {
        var scheme = name.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0) name = name[(scheme + 3)..];
        name = name.TrimEnd('/');
        foreach (var version in new[] { "/v1", "/v2" })
        {
            if (name.EndsWith(version, StringComparison.Ordinal)) name = name[..^version.Length];
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var registry = (slash < 0 ? name : name[..slash]).ToLowerInvariant();
        if (registry is "index.docker.io" or "registry-1.docker.io") registry = ReferenceGrammar.DockerHub;
        return slash < 0 ? registry : registry + name[slash..];
    }

    public bool Covers(RepositoryReference repository)
    {
        var (labels, repositoryPort) = Split(repository.Registry);
        if (labels.Length != host.Length || !string.Equals(repositoryPort, port, StringComparison.Ordinal)) return false;
        for (var i = 0; i < labels.Length; i++)
        {
            if (!Fits(labels[i], host[i])) return false;
        }

        return path.Length == 0 || string.Equals(repository.Name, path, StringComparison.Ordinal)
            || repository.Name.StartsWith(path + "/", StringComparison.Ordinal);
    }

    private static (string[] Labels, string Port) Split(string registry)
    {
        var colon = registry.LastIndexOf(':');
        var isAddress = registry.EndsWith(']') || colon < 0;
        return isAddress ? (registry.Split('.'), string.Empty) : (registry[..colon].Split('.'), registry[(colon + 1)..]);
    }

    // '*' stands for any characters of one part of the host; a part has at most 63, so going back is cheap.
    private static bool Fits(ReadOnlySpan<char> label, ReadOnlySpan<char> pattern)
    {
        if (pattern.IsEmpty) return label.IsEmpty;
        if (pattern[0] != '*') return !label.IsEmpty && label[0] == pattern[0] && Fits(label[1..], pattern[1..]);
        var rest = pattern.TrimStart('*');
        if (rest.IsEmpty) return true;
        if (rest.Contains('*')) return false;
        return label.EndsWith(rest, StringComparison.Ordinal);
    }

    private static RegistryCredential? Read(JsonProperty entry)
    {
        var value = entry.Value;
        if (value.ValueKind != JsonValueKind.Object) throw Bad(entry.Name, "is not an object");
        string? Field(string name) =>
            value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } found
                ? found : null;
        if (Field("identitytoken") is { } token) return new RegistryCredential(token);
        if (Field("auth") is not { } auth)
            return Field("username") is { } username ? new RegistryCredential(username, Field("password") ?? string.Empty) : null;
        var bytes = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, bytes, out var length)) throw Bad(entry.Name, "has an auth that is not base64");
        var parts = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0').Split(':', 2);
        return parts.Length == 2 ? new RegistryCredential(parts[0], parts[1]) : throw Bad(entry.Name, "has an auth without a colon");
    }

    private static FormatException Bad(string name, string what) => new($"the docker configuration's entry '{Shown.Short(name)}' {what}");
}
