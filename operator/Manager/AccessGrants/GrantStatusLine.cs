using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Sets phase, reason, message and conditions together, so that they never tell two stories.</summary>
internal static class GrantStatusLine
{
    public static void Set(AccessGrant grant, GrantVerdict verdict, TimeProvider clock)
    {
        var generation = grant.Metadata.Generation;
        var status = grant.Status ??= new();
        var conditions = new List<Condition>(status.Conditions);
        var (phase, reason, message) = (verdict.Phase, verdict.Reason, verdict.Message);
        (status.ObservedGeneration, status.Phase, status.Reason, status.Message) = (generation, phase, reason, message);
        // Where the access could not be given yet, only the time runs.
        var isGiven = phase == GrantPhase.Active && reason == GrantConditions.Active;
        if (status.ActivatedAt is not null)
            conditions.Set(GrantConditions.Active, isGiven ? ConditionStatus.True : ConditionStatus.False, reason, message, generation, clock);
        if (phase is GrantPhase.Revoking or GrantPhase.Expired or GrantPhase.Revoked)
            conditions.Set(GrantConditions.Revoked, phase == GrantPhase.Revoking ? ConditionStatus.False : ConditionStatus.True, reason, message, generation, clock);
        switch (phase)
        {
            case GrantPhase.Active when isGiven:
                conditions.SetReady(reason, message, generation, clock);
                break;
            case GrantPhase.Expired or GrantPhase.Revoked:
                conditions.SetReady(reason, message, generation, clock);
                conditions.Set(GrantConditions.Complete, ConditionStatus.True, reason, message, generation, clock);
                break;
            case GrantPhase.Denied or GrantPhase.Failed:
                conditions.SetStalled(reason, message, generation, clock);
                conditions.Set(GrantConditions.Failed, ConditionStatus.True, reason, message, generation, clock);
                break;
            default:
                conditions.SetReconciling(reason, message, generation, clock);
                break;
        }

        status.Conditions = conditions;
    }
}
