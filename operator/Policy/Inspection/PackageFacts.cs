namespace SegmentOperator.Policy.Inspection;

/// <summary>What of a package a later one is compared with: digests, protections, and who sees which field.</summary>
public sealed class PackageFacts
{
    /// <summary>The form that the digests are of; packages of different forms are not compared.</summary>
    public PackageForm Form { get; init; }

    internal Dictionary<ComponentKey, string> Digests { get; } = [];

    /// <summary>By a protection's place (a component and a property), its value.</summary>
    internal Dictionary<(ComponentKey Component, string Property), string> Protections { get; } = [];

    /// <summary>By permission set or profile and field: 1 for readable, 2 for editable, added up.</summary>
    internal Dictionary<(ComponentKey By, string Field), byte> FieldAccess { get; } = [];

    /// <summary>Fields that some permission set or profile makes visible.</summary>
    internal HashSet<string> VisibleFields { get; } = new(StringComparer.OrdinalIgnoreCase);
}
