namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What phases mean.</summary>
public static class GrantPhases
{
    /// <summary>Nothing follows this phase.</summary>
    public static bool IsTerminal(this GrantPhase phase) =>
        phase is GrantPhase.Expired or GrantPhase.Revoked or GrantPhase.Denied or GrantPhase.Failed;
}
