namespace SegmentOperator.Manager.Segments;

/// <summary>A segment's own condition types, besides kstatus' three.</summary>
internal static class SegmentConditions
{
    public const string Isolated = "Isolated";
    public const string Trusted = "Trusted";
    public const string RulesValid = "RulesValid";
    public const string Documented = "Documented";

    /// <summary>False while something gives access that no grant explains; Unknown while that could not be looked at.</summary>
    public const string AccessExplained = "AccessExplained";

    /// <summary>False while somebody but the operator may read Secrets of the isolation namespace, where runs' credentials lie.</summary>
    public const string SecretsClosed = "SecretsClosed";

    /// <summary>False while the owner's confirmation of personas, roles and exceptions is overdue.</summary>
    public const string Reviewed = "Reviewed";

    /// <summary>Whether this version can judge all that the segment demands. There is nothing that it cannot.</summary>
    public const string Served = "Served";
}
