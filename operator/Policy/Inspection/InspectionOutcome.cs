namespace SegmentOperator.Policy.Inspection;

/// <summary>What came of inspecting a package: a report, or why there is none.</summary>
public abstract record InspectionOutcome
{
    private InspectionOutcome()
    {
    }

    /// <summary>The package was read from its first byte to its last.</summary>
    public sealed record Inspected(InspectionReport Report) : InspectionOutcome;

    /// <summary>The package is hostile or damaged. A definite answer: nothing of it is let through.</summary>
    /// <param name="Reason">In one CamelCase word.</param>
    /// <param name="Message">What is wrong, with the entry's name.</param>
    public sealed record Refused(string Reason, string Message) : InspectionOutcome;
}
