using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SegmentOperator.Oci;

/// <summary>The grammar of references, read by hand: linear time, and an error names the part that is wrong.</summary>
internal static class ReferenceGrammar
{
    public const string DockerHub = "docker.io";
    private const int LongestText = 1024;
    private const int LongestName = 255;
    private const int LongestTag = 128;

    public static bool TryParse(
        string? text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error)
    {
        reference = null;
        error = Parse(text ?? string.Empty, out var parsed);
        if (error is null)
        {
            reference = parsed!;
            return true;
        }

        error = $"'{Shown.Short(text, 120)}' is not an artifact reference: {error}";
        return false;
    }

    public static string? ParseRepository(string? text, out RepositoryReference? repository)
    {
        repository = null;
        var error = Parse(text ?? string.Empty, out var parsed);
        if (error is null && (parsed!.Digest is not null || text!.LastIndexOf(':') > text.LastIndexOf('/')))
            error = "a repository is written without a tag and without a digest";
        if (error is not null) return $"'{Shown.Short(text, 120)}' is not a repository: {error}";
        repository = parsed!.Repository;
        return null;
    }

    public static string? TagError(string tag)
    {
        if (tag.Length == 0) return "the tag behind ':' is empty";
        if (tag.Length > LongestTag) return $"the tag has {tag.Length} characters, at most {LongestTag} are allowed";
        if (tag[0] is '.' or '-') return $"the tag '{Shown.Short(tag)}' starts with '{tag[0]}'; begin it with a letter, a digit or '_'";
        var wrong = tag.FirstOrDefault(c => !(char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'));
        return wrong == default
            ? null
            : $"the tag '{Shown.Short(tag)}' has the character '{Shown.Short(wrong.ToString())}'; use letters, digits, '_', '.' and '-'";
    }

    private static string? Parse(string text, out ImageReference? reference)
    {
        reference = null;
        if (text.Length == 0) return "it is empty; write registry/name:tag or registry/name@sha256:…";
        if (text.Length > LongestText) return $"it has {text.Length} characters, at most {LongestText} are allowed";
        if (text.Contains("://", StringComparison.Ordinal)) return "a reference has no scheme; leave out everything up to and with '://'";

        Digest? digest = null;
        var rest = text;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            if (!Digest.TryParse(text[(at + 1)..], out digest, out var digestError)) return digestError;
            rest = text[..at];
        }

        string? tag = null;
        var colon = rest.LastIndexOf(':');
        if (colon > rest.LastIndexOf('/'))
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
            if (TagError(tag) is { } tagError) return tagError;
        }

        if (SplitRegistry(rest, out var registry, out var name) is { } registryError) return registryError;
        if (NameError(name) is { } nameError) return nameError;
        reference = new ImageReference(new RepositoryReference(registry, name), tag ?? (digest is null ? "latest" : null), digest);
        return null;
    }

    // The first component is a registry when it could not be the start of a Docker Hub name: the rule every client follows.
    private static string? SplitRegistry(string text, out string registry, out string name)
    {
        registry = DockerHub;
        name = text;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? string.Empty : text[..slash];
        var isRegistry = first.AsSpan().IndexOfAny('.', ':', '[') >= 0 || first.Any(char.IsAsciiLetterUpper)
            || string.Equals(first, "localhost", StringComparison.Ordinal);
        if (isRegistry)
        {
            if (RegistryError(first) is { } error) return error;
            registry = first.ToLowerInvariant();
            // In lower case it would read back as the beginning of a Docker Hub name.
            if (registry.AsSpan().IndexOfAny('.', ':', '[') < 0 && !string.Equals(registry, "localhost", StringComparison.Ordinal))
                return $"'{Shown.Short(first)}' has an upper-case letter, so it is no Docker Hub name, and neither '.' nor a port, so it is no registry";
            name = text[(slash + 1)..];
        }

        if (registry is "index.docker.io" or "registry-1.docker.io") registry = DockerHub;
        if (registry == DockerHub && name.Length > 0 && !name.Contains('/', StringComparison.Ordinal)) name = "library/" + name;
        return null;
    }

    internal static string? RegistryError(string registry)
    {
        var host = registry;
        if (registry.StartsWith('[') && !registry.Contains(']', StringComparison.Ordinal))
            return $"'{Shown.Short(registry)}' is not an IPv6 address in brackets";
        var end = registry.StartsWith('[') ? registry.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
        var colon = registry.IndexOf(':', end);
        if (colon >= 0)
        {
            host = registry[..colon];
            var port = registry[(colon + 1)..];
            if (port.Length is 0 or > 5 || port.Any(c => !char.IsAsciiDigit(c))
                || int.Parse(port, CultureInfo.InvariantCulture) is 0 or > 65535)
                return $"the registry '{Shown.Short(registry)}' has no port between 1 and 65535 behind ':'";
        }

        if (host.StartsWith('['))
            return host.EndsWith(']') && System.Net.IPAddress.TryParse(host, out _)
                && host[1..^1].All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
                ? null : $"'{Shown.Short(host)}' is not an IPv6 address in brackets";
        foreach (var label in host.Split('.'))
        {
            if (label.Length == 0) return $"the registry '{Shown.Short(registry)}' has an empty part between its dots";
            if (label[0] == '-' || label[^1] == '-') return $"the registry '{Shown.Short(registry)}' has a part that starts or ends with '-'";
            if (label.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
                return $"the registry '{Shown.Short(registry)}' has a character that no host name has";
        }

        return null;
    }

    internal static string? NameError(string name)
    {
        if (name.Length == 0) return "the repository's name is missing";
        if (name.Length > LongestName) return $"the repository's name has {name.Length} characters, at most {LongestName} are allowed";
        foreach (var component in name.Split('/'))
        {
            if (component.Length == 0) return "the repository's name has an empty part between its slashes";
            if (component.Any(char.IsAsciiLetterUpper))
                return $"the repository's name '{Shown.Short(component)}' has an upper-case letter; names are lower-case";
            if (!IsComponent(component))
                return $"the repository's name has the part '{Shown.Short(component)}'; use lower-case letters and digits, "
                    + "with single '.', one or two '_', or '-' between them";
        }

        return null;
    }

    // [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*
    private static bool IsComponent(string text)
    {
        static bool IsWord(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
        var i = 0;
        while (true)
        {
            var start = i;
            while (i < text.Length && IsWord(text[i])) i++;
            if (i == start) return false;
            if (i == text.Length) return true;
            start = i;
            while (i < text.Length && text[i] == text[start] && !IsWord(text[i])) i++;
            var separators = i - start;
            var fits = text[start] switch { '.' => separators == 1, '_' => separators <= 2, '-' => true, _ => false };
            if (!fits) return false;
        }
    }
}
