namespace SegmentOperator.Policy.Inspection.Scope;

/// <summary>A component that does not belong to the segment.</summary>
/// <param name="Key">The component, or what a grant of the package opens.</param>
/// <param name="ClaimedBy">The other segment that it belongs to; null where none claims it.</param>
/// <param name="Via">The permission set or profile that grants it; null for a component of the package itself.</param>
public sealed record OutsideComponent(ComponentKey Key, string? ClaimedBy, ComponentKey? Via)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key}{(Via is { } via ? $" (granted by {via})" : "")}{(ClaimedBy is null ? "" : $" (of the segment {ClaimedBy})")}";
}
