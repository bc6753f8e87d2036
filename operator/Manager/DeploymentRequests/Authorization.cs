using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Clocks;
using SegmentOperator.Manager.Decisions;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Oci;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>
/// Authorises one request, afresh each time: the segment, the requester, the artifact, its signatures, the decision, the approvals. It
/// runs in full immediately before a run's pod is created.
/// </summary>
internal sealed class Authorization(
    ICache<Segment> segments, AdmissionGuard admission, SteadyClock clock, ClaimKeys claims, ArtifactChecks artifacts, PackageDecision decisions, ApprovalStep approvals, WindowStep windows)
{
    /// <returns>Next with the segment, or what stands against the request.</returns>
    public async Task<(StepOutcome Outcome, Segment? Segment)> CheckAsync(RequestWork work, CancellationToken cancellationToken)
    {
        var (outcome, segment) = FindSegment(work);
        if (segment is null)
            return (outcome, null);
        if (!ImageReference.TryParse(work.Spec.Artifact, out var reference, out var error))
            return (StepOutcome.Failed("InvalidReference", $"spec.artifact is no artifact reference: {error}. Make a new request with registry/repository:tag or registry/repository@sha256:digest."), segment);
        outcome = Eligibility.Check(work.Request, segment, reference, claims);
        if (outcome is StepOutcome.Continue)
            outcome = await artifacts.CheckAsync(work, segment, reference, cancellationToken);
        if (outcome is StepOutcome.Continue)
            outcome = Eligibility.CheckAuthor(work.Spec, segment, work.Status.Artifact);
        if (outcome is StepOutcome.Continue)
            outcome = await decisions.DecideAsync(work, segment, cancellationToken);
        if (outcome is StepOutcome.Continue)
            outcome = approvals.Check(work, segment);
        if (outcome is StepOutcome.Continue)
            outcome = windows.Check(work, segment);
        return (outcome, segment);
    }

    private (StepOutcome Outcome, Segment? Segment) FindSegment(RequestWork work)
    {
        var name = work.Spec.Segment;
        var segment = segments.Get(new ObjectKey("", name));
        var claimed = work.Status.Run?.ClaimedAt is not null;
        if ((segment is null || segment.IsDeleting()) && claimed)
            return (new StepOutcome.End(DeploymentPhase.Cancelled, "SegmentDeleted", $"The segment {name} was deleted before the run started."), null);
        if (segment is null)
            return (Wait("SegmentNotFound", $"There is no segment {name}. The request goes on when one is created, or delete it."), null);
        if (work.Status.SegmentUid is { } uid && uid != segment.Metadata.Uid)
            return (StepOutcome.Denied("SegmentReplaced", $"The segment {name} was deleted and created again since this request was made. Make a new request."), null);
        if (segment.IsDeleting())
            return (Wait("SegmentDeleting", $"The segment {name} is being deleted; nothing new starts in it."), null);
        var ready = segment.Status?.Conditions.Find(ConditionTypes.Ready);
        if (ready?.Status != ConditionStatus.True || segment.Status!.ObservedGeneration != segment.Metadata.Generation)
            return (Wait("SegmentNotReady", $"The segment {name} is not Ready{(ready is null ? " yet" : $" ({ready.Reason}): {ready.Message}")}"), null);
        if (admission.Problem() is { } unenforced)
            return (Wait(unenforced.Reason, unenforced.Message), null);
        if (clock.Problem() is { } stepped)
            return (new StepOutcome.Wait(DeploymentPhase.Pending, stepped.Reason, stepped.Message, SteadyClock.Tolerance), null);
        (work.Status.SegmentUid, work.Status.SegmentGeneration) = (segment.Metadata.Uid, segment.Metadata.Generation);
        return (StepOutcome.Next, segment);
    }

    private static StepOutcome.Wait Wait(string reason, string message) => new(DeploymentPhase.Pending, reason, message);
}
