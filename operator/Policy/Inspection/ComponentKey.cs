namespace SegmentOperator.Policy.Inspection;

/// <summary>A component by its metadata type and full name. The platform does not tell names apart by case, and neither does this.</summary>
public readonly record struct ComponentKey(string Type, string Name)
{
    /// <summary>The type of files that no metadata type fits.</summary>
    public const string UnknownType = "Unknown";

    /// <inheritdoc/>
    public bool Equals(ComponentKey other) => Type == other.Type && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, StringComparer.OrdinalIgnoreCase.GetHashCode(Name));

    /// <inheritdoc/>
    public override string ToString() => $"{Type}:{Name}";
}
