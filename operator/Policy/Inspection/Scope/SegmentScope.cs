namespace SegmentOperator.Policy.Inspection.Scope;

/// <summary>What belongs to a segment. Build it once for each generation of the segment; it never changes.</summary>
public sealed class SegmentScope
{
    private readonly ILookup<string, Compiled> _byType;

    /// <param name="segment">The segment's name.</param>
    /// <param name="data">What belongs to it.</param>
    public SegmentScope(string segment, IReadOnlyList<ScopeEntry> data)
    {
        Segment = segment;
        IsEmpty = data.Count == 0;
        _byType = data.Select(entry => new Compiled(entry, new GlobSet(entry.Names), new GlobSet(entry.Fields))).ToLookup(entry => entry.Entry.Type, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The segment's name.</summary>
    public string Segment { get; }

    /// <summary>Whether the segment names no data at all.</summary>
    public bool IsEmpty { get; }

    /// <summary>How sensitive a component is here; null where it does not belong to the segment.</summary>
    public Sensitivity? Find(ComponentKey key)
    {
        Sensitivity? found = null;
        foreach (var entry in _byType[key.Type].Where(entry => entry.Names.Matches(key.Name)))
            found = Max(found, entry.Entry.Sensitivity);
        if (ObjectParts.ObjectOf(key) is not { } owner)
            return found;
        foreach (var entry in _byType["CustomObject"].Where(entry => entry.Names.Matches(owner) && entry.Takes(key)))
            found = Max(found, entry.Entry.Sensitivity);
        return found;
    }

    private static Sensitivity Max(Sensitivity? left, Sensitivity right) => left > right ? left.Value : right;

    private sealed record Compiled(ScopeEntry Entry, GlobSet Names, GlobSet Fields)
    {
        /// <summary>Where fields are named, only they belong.</summary>
        public bool Takes(ComponentKey key) => key.Type != "CustomField" || Fields.IsEmpty || Fields.Matches(key.Name);
    }
}
