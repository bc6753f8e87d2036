namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What phases mean.</summary>
public static class DeploymentPhases
{
    /// <summary>Nothing follows this phase.</summary>
    public static bool IsTerminal(this DeploymentPhase phase) =>
        phase is DeploymentPhase.Succeeded or DeploymentPhase.Failed or DeploymentPhase.Denied or DeploymentPhase.Cancelled;
}
