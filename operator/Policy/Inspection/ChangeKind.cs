namespace SegmentOperator.Policy.Inspection;

/// <summary>What a package does to a component.</summary>
public enum ChangeKind
{
    /// <summary>There is no baseline to compare with: it is added or changed.</summary>
    Unknown,

    /// <summary>The baseline does not have it.</summary>
    Added,

    /// <summary>The baseline has it with other content.</summary>
    Changed,

    /// <summary>The baseline has it with the same content.</summary>
    Unchanged,

    /// <summary>The package asks for its deletion.</summary>
    Deleted,
}
