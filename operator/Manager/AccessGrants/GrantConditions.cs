namespace SegmentOperator.Manager.AccessGrants;

/// <summary>A grant's own condition types, besides kstatus' three.</summary>
internal static class GrantConditions
{
    public const string Active = "Active";
    public const string Revoked = "Revoked";
    public const string Complete = "Complete";
    public const string Failed = "Failed";

    /// <summary>A reason: the grant is active, and what it gives is on its way.</summary>
    public const string BeingGiven = "BeingGiven";
}
