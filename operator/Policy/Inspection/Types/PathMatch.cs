namespace SegmentOperator.Policy.Inspection.Types;

/// <summary>What a file of a package is.</summary>
/// <param name="Key">The component that it belongs to.</param>
/// <param name="Child">The part of that component that it holds alone; null for the component's own file.</param>
internal sealed record PathMatch(ComponentKey Key, ChildType? Child = null)
{
    /// <summary>A file that no metadata type fits.</summary>
    public static PathMatch Unknown(string path) => new(new ComponentKey(ComponentKey.UnknownType, path));
}
