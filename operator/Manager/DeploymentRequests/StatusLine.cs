using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>Sets phase, reason, message and kstatus' conditions together, so that they never tell two stories.</summary>
internal static class StatusLine
{
    /// <summary>The message of a request that has taken its target's turn.</summary>
    public const string Starting = "The run's pod is being created.";

    public static void Set(RequestWork work, DeploymentPhase phase, string reason, string message)
    {
        var (status, generation) = (work.Status, work.Request.Metadata.Generation);
        status.ObservedGeneration = generation;
        (status.Phase, status.Reason, status.Message) = (phase, reason, message);
        if (!phase.IsTerminal())
        {
            work.Conditions.SetReconciling(reason, message, generation, work.Clock);
            return;
        }

        status.CompletedAt ??= work.Now;
        status.NextCheckAt = null;
        if (phase == DeploymentPhase.Succeeded)
        {
            work.Conditions.SetReady(reason, message, generation, work.Clock);
            work.SetCondition(RequestConditions.Complete, isTrue: true, reason, message);
            return;
        }

        work.Conditions.SetStalled(reason, message, generation, work.Clock);
        work.SetCondition(RequestConditions.Failed, isTrue: true, reason, message);
    }
}
