namespace SegmentOperator.Policy.Inspection.Types;

/// <summary>A part of a component's file that is a component of its own.</summary>
/// <param name="Container">The type of the component that it is part of.</param>
/// <param name="Element">The element in the container's file.</param>
/// <param name="Name">The part's own type.</param>
/// <param name="Folder">Its folder in source format; empty where the format has none.</param>
/// <param name="Suffix">Its files' suffix in source format.</param>
/// <param name="Qualified">Whether its full name begins with the container's.</param>
internal sealed record ChildType(string Container, string Element, string Name, string Folder = "", string Suffix = "", bool Qualified = true);
