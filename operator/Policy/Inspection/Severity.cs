namespace SegmentOperator.Policy.Inspection;

/// <summary>How bad a finding is; a greater value is worse.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Someone should look at it.</summary>
    Low,

    /// <summary>It may weaken a protection.</summary>
    Medium,

    /// <summary>It weakens a protection.</summary>
    High,

    /// <summary>It opens the segment.</summary>
    Critical,
}
