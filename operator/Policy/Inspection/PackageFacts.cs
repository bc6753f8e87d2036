namespace SegmentOperator.Policy.Inspection;

/// <summary>What of a package a later one is compared with: digests, protections, and who sees which field.</summary>
public sealed class PackageFacts
{
    /// <summary>The form that the digests are of; packages of different forms are not compared.</summary>
    public PackageForm Form { get; init; }

    internal Dictionary<ComponentKey, string> Digests { get; } = [];

    /// <summary>By a protection's place (a component and a property), its value.</summary>
    internal Dictionary<(ComponentKey Component, string Property), string> Protections { get; } = [];

    internal FieldAccess FieldAccess { get; } = new();
}
