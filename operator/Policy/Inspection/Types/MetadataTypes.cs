using System.Collections.Frozen;

namespace SegmentOperator.Policy.Inspection.Types;

/// <summary>The metadata types that an inspection knows, from metadata-types.txt.</summary>
internal static class MetadataTypes
{
    private static readonly MetadataType[] All = Read();

    private static readonly FrozenDictionary<string, MetadataType[]> ByFolder =
        All.GroupBy(type => type.Folder).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    private static readonly FrozenDictionary<string, MetadataType> ByName = All.ToFrozenDictionary(type => type.Name);

    /// <summary>How many there are.</summary>
    public static int Count => All.Length;

    /// <summary>The types whose files lie in a folder.</summary>
    public static IReadOnlyList<MetadataType> InFolder(string folder) => ByFolder.GetValueOrDefault(folder, []);

    /// <summary>Whether a manifest may name this type.</summary>
    public static bool IsKnown(string name) => ByName.ContainsKey(name) || ChildTypes.Find(name) is not null;

    /// <summary>The known types, for suggestions.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    private static MetadataType[] Read()
    {
        using var stream = typeof(MetadataTypes).Assembly.GetManifestResourceStream("metadata-types.txt")!;
        using var reader = new StreamReader(stream);
        var types = new List<MetadataType>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var parts = line.Split(' ');
            types.Add(new MetadataType(parts[0], parts[1], parts[2], Enum.Parse<TypeForm>(parts[3], ignoreCase: true)));
        }

        return [.. types];
    }
}
