namespace SegmentOperator.Policy.Inspection;

/// <summary>One component of a package.</summary>
/// <param name="Key">Its type and name.</param>
/// <param name="Change">What the package does to it.</param>
/// <param name="File">The first of its files; for a deletion the manifest that asks for it.</param>
/// <param name="Bytes">The bytes of its files.</param>
/// <param name="Digest">The SHA-256 of its content, as hexadecimal digits; empty for a deletion.</param>
public sealed record PackageComponent(ComponentKey Key, ChangeKind Change, string File, long Bytes, string Digest)
{
    /// <summary>The metadata type, or the kind of a Kubernetes object.</summary>
    public string Type => Key.Type;

    /// <summary>The full name.</summary>
    public string Name => Key.Name;

    /// <summary>Whether a metadata type fits its files.</summary>
    public bool IsKnown => Type != ComponentKey.UnknownType;
}
