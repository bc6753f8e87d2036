namespace SegmentOperator.Policy.Inspection.Types;

/// <summary>Tells from a file's path which component it belongs to.</summary>
internal static class MetadataPath
{
    private const string Meta = "-meta.xml";

    /// <summary>A path below the folder of a Metadata API package.</summary>
    public static PathMatch InPackage(string path)
    {
        var parts = path.Split('/');
        return (parts.Length > 1 ? Match(parts[0], parts.AsSpan(1), source: false) : null) ?? PathMatch.Unknown(path);
    }

    /// <summary>A path in a source format project: the first folder of a known type whose files look like this one.</summary>
    public static PathMatch InProject(string path)
    {
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (Match(parts[i], parts.AsSpan(i + 1), source: true) is { } match)
                return match;
        }

        return PathMatch.Unknown(path);
    }

    private static PathMatch? Match(string folder, ReadOnlySpan<string> rest, bool source)
    {
        foreach (var type in MetadataTypes.InFolder(folder))
        {
            if (Match(type, rest, source) is { } match)
                return match;
        }

        return null;
    }

    private static PathMatch? Match(MetadataType type, ReadOnlySpan<string> rest, bool source)
    {
        var (last, deep) = (rest[^1], rest.Length > 1);
        switch (type.Form)
        {
            case TypeForm.File or TypeForm.Content:
                // Source format lets people sort files into folders of their own.
                return deep && !source && type.Name != "StaticResource" ? null : Simple(type, rest, source);
            case TypeForm.Bundle when type.Name == "DigitalExperienceBundle":
                return rest.Length > 2 ? Of(type, $"{rest[0]}/{rest[1]}") : null;
            case TypeForm.Bundle when deep:
                return Of(type, rest[0]);
            case TypeForm.Bundle:
                return last.EndsWith(Meta, StringComparison.Ordinal) ? Of(type, last[..last.IndexOf('.', StringComparison.Ordinal)]) : null;
            case TypeForm.Foldered:
                return deep && Strip(last, type.Suffix) is { } report ? Of(type, string.Join('/', [.. rest[..^1], report])) : null;
            case TypeForm.Folder:
                return FolderName(type, last) is { } name ? Of(type, string.Join('/', [.. rest[..^1], name])) : null;
            case TypeForm.Document:
                return deep ? Of(type, string.Join('/', [.. rest[..^1], DocumentName(last, source)])) : null;
            case TypeForm.Territory:
                return Territory(type, rest);
            case TypeForm.Decomposed or TypeForm.Object:
                return deep ? Part(type, rest, source) : Strip(last, type.Suffix) is { } plain ? Of(type, plain) : null;
            default:
                return null;
        }
    }

    private static PathMatch? Simple(MetadataType type, ReadOnlySpan<string> rest, bool source)
    {
        if (Strip(rest[^1], type.Suffix) is { } name)
            return Of(type, name);
        // In source format a static resource lies there as what it is: a text, an image, an unpacked folder.
        return source && type.Name == "StaticResource" ? Of(type, BeforeDot(rest[0])) : null;
    }

    private static PathMatch? Part(MetadataType type, ReadOnlySpan<string> rest, bool source)
    {
        if (!source)
            return null;
        var key = new ComponentKey(type.Name, Decode(rest[0]));
        if (ChildTypes.OfFile(type.Name, rest[^1]) is { } child)
            return new PathMatch(key, child);
        return rest[^1].EndsWith(Meta, StringComparison.Ordinal) ? new PathMatch(key) : null;
    }

    private static PathMatch? Territory(MetadataType type, ReadOnlySpan<string> rest)
    {
        if (Strip(rest[^1], type.Suffix) is not { } name)
            return null;
        return rest.Length > 2 && type.Name != "Territory2Model" ? Of(type, $"{rest[0]}.{name}") : Of(type, name);
    }

    private static string? FolderName(MetadataType type, string last)
    {
        if (!last.EndsWith(Meta, StringComparison.Ordinal))
            return null;
        var name = last[..^Meta.Length];
        if (name.EndsWith("." + type.Suffix, StringComparison.Ordinal))
            return name[..^(type.Suffix.Length + 1)];
        return name.Contains('.', StringComparison.Ordinal) ? null : name;
    }

    private static string DocumentName(string last, bool source)
    {
        var name = last.EndsWith(Meta, StringComparison.Ordinal) ? last[..^Meta.Length] : last;
        return source ? BeforeDot(name) : name;
    }

    private static string BeforeDot(string text) =>
        text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? text[..dot] : text;

    private static string? Strip(string file, string suffix)
    {
        var name = file.EndsWith(Meta, StringComparison.Ordinal) ? file.AsSpan()[..^Meta.Length] : file;
        return name.Length > suffix.Length + 1 && name.EndsWith(suffix, StringComparison.Ordinal) && name[^(suffix.Length + 1)] == '.'
            ? name[..^(suffix.Length + 1)].ToString()
            : null;
    }

    private static PathMatch? Of(MetadataType type, string name) =>
        name.Length == 0 ? null : new PathMatch(new ComponentKey(type.Name, Decode(name)));

    /// <summary>File names escape what file systems do not like; manifests may or may not.</summary>
    public static string Decode(string name) => name.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(name) : name;
}
