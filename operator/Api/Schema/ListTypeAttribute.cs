namespace SegmentOperator.Api.Schema;

/// <summary>How server-side apply merges a list. Without it the list is replaced as a whole.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListTypeAttribute : Attribute
{
    /// <summary>A set of scalars without keys; a map when <paramref name="keys"/> name the fields that identify an item.</summary>
    public ListTypeAttribute(params string[] keys) => Keys = keys;

    /// <summary>The identifying fields as JSON spells them; empty for a set.</summary>
    public IReadOnlyList<string> Keys { get; }
}
