using System.Collections.Frozen;
using SegmentOperator.Policy.Inspection.Types;

namespace SegmentOperator.Policy.Inspection.Scope;

/// <summary>Components that belong to an object and go with it into a segment: its fields, rules, layouts, sharing.</summary>
internal static class ObjectParts
{
    /// <summary>Types whose names are an object's name.</summary>
    private static readonly FrozenSet<string> SameName = new[]
    {
        "SharingRules", "Workflow", "CustomTab", "AssignmentRules", "AutoResponseRules", "EscalationRules", "MatchingRules",
    }.ToFrozenSet();

    /// <summary>Types whose names begin with an object's name, and what stands behind it.</summary>
    private static readonly FrozenDictionary<string, char> Prefixed = new Dictionary<string, char>
    {
        ["Layout"] = '-',
        ["CustomObjectTranslation"] = '-',
        ["QuickAction"] = '.',
        ["DuplicateRule"] = '.',
        ["ApprovalProcess"] = '.',
    }.ToFrozenDictionary();

    /// <summary>The object that a component is part of; null where it is part of none.</summary>
    public static string? ObjectOf(ComponentKey key)
    {
        if (SameName.Contains(key.Type))
            return key.Name;
        if (key.Type == "CustomMetadata")
            return Before(key.Name, '.') is { } type ? type + "__mdt" : null;
        if (Prefixed.TryGetValue(key.Type, out var mark))
            return Before(key.Name, mark);
        return ChildTypes.Find(key.Type) is { Qualified: true } ? Before(key.Name, '.') : null;
    }

    private static string? Before(string name, char mark) => name.IndexOf(mark, StringComparison.Ordinal) is > 0 and var at ? name[..at] : null;
}
