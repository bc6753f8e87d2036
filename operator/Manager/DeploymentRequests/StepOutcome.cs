using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>How a step of a deployment ended: on to the next one, wait for something named, or end the request.</summary>
internal abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    public static StepOutcome Next { get; } = new Continue();

    /// <summary>The step has nothing against the request.</summary>
    public sealed record Continue : StepOutcome;

    /// <summary>Waits. Checked again when something changes, and after <paramref name="Pause"/> at the latest.</summary>
    public sealed record Wait(DeploymentPhase Phase, string Reason, string Message, TimeSpan? Pause = null) : StepOutcome;

    /// <summary>Ends the request. Nothing follows but taking back what was handed out.</summary>
    public sealed record End(DeploymentPhase Phase, string Reason, string Message) : StepOutcome;

    /// <summary>A check was made, and it said no.</summary>
    public static StepOutcome Denied(string reason, string message) => new End(DeploymentPhase.Denied, reason, message);

    /// <summary>What is asked cannot be done as it is written.</summary>
    public static StepOutcome Failed(string reason, string message) => new End(DeploymentPhase.Failed, reason, message);
}
