using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Manager.Inspections;
using SegmentOperator.Oci;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Scope;
using SegmentOperator.Policy.Rules;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Decisions;

/// <summary>Looks into the verified package and decides on it, afresh each time that it is asked.</summary>
internal sealed class PackageDecision(ICache<Segment> segments, SegmentRulebooks rulebooks, PackageInspections inspections, RequestHistory history, DecisionLog log)
{
    /// <returns>Next unless it is denied or could not be looked into; what approvals are needed is in the status and in the work.</returns>
    public async Task<StepOutcome> DecideAsync(RequestWork work, Segment segment, CancellationToken cancellationToken)
    {
        var baseline = work.Spec.Baseline is { } digest && history.HasDeployed(segment, digest) ? Digest.Parse(digest) : null;
        var (inspection, failure) = await inspections.InspectAsync(work.Package!, baseline, cancellationToken);
        switch (inspection)
        {
            case InspectionOutcome.Inspected inspected:
                return Decide(work, segment, inspected.Report);
            case InspectionOutcome.Refused refused:
                work.SetCondition(RequestConditions.Decided, isTrue: false, refused.Reason, refused.Message);
                return StepOutcome.Denied(refused.Reason, refused.Message);
            default:
                var message = failure switch
                {
                    PullOutcome.CouldNotCheck unknown => unknown.Message,
                    PullOutcome.NotFound missing => missing.Message,
                    PullOutcome.Refused refused => refused.Message,
                    _ => "the package could not be read again",
                };
                return new StepOutcome.Wait(
                    DeploymentPhase.Verifying, "CouldNotInspect", $"Could not look into the package: {message}. It is neither allowed nor denied; trying again.",
                    (failure as PullOutcome.CouldNotCheck)?.RetryAfter ?? Pauses.Growing(work.Status.StartedAt ?? work.Now, work.Now));
        }
    }

    private StepOutcome Decide(RequestWork work, Segment segment, InspectionReport report)
    {
        var book = rulebooks.Of(segment);
        var scope = ScopeJudge.Judge(report, book.Scope, Others(segment), Excepted(segment, ExceptionType.Component, work.Now));
        work.Status.Inspection = InspectionView.Of(report, scope, work.Status.Inspection, work.Now);
        var package = PackageInput.Of(report, scope, Excepted(segment, ExceptionType.Finding, work.Now));
        var inputs = InputsBuilder.Build(work, segment, package, book.Calendar.At(work.Now), history.Of(segment, work.Request, work.Now));
        var decision = DecisionMaker.Decide(book.Policy, inputs);
        work.Decision = decision;
        if (DecisionView.Apply(work, decision))
            log.Keep(work, decision, inputs);
        return decision.Verdict == Verdict.Deny ? StepOutcome.Denied(decision.Reason, InspectionView.Cut(Explain(decision, scope, report), 4096)) : StepOutcome.Next;
    }

    /// <summary>The reason, and where the reason is a list, the beginning of the list.</summary>
    private static string Explain(Policy.Decisions.Decision decision, ScopeReport scope, InspectionReport report)
    {
        const int Shown = 10;
        var parts = new List<string> { decision.Message };
        var outside = scope.Outside.Concat(scope.Unmapped).ToArray();
        if (outside.Length > 0)
            parts.Add($"Not of the segment: {string.Join(", ", outside.Take(Shown))}{More(outside.Length)}.");
        if (report.Disagreements.Count > 0)
            parts.Add($"{string.Join("; ", report.Disagreements.Take(Shown))}{More(report.Disagreements.Count)}.");
        return string.Join(" ", parts);

        static string More(int count) => count > Shown ? $" and {count - Shown} more" : "";
    }

    private SegmentScope[] Others(Segment segment) =>
        [.. segments.List().Where(other => other.Metadata.Name != segment.Metadata.Name && !other.IsDeleting() && !SharesData(segment, other)).Select(other => rulebooks.Of(other).Scope)];

    /// <summary>A sandbox and its production name the same data.</summary>
    private static bool SharesData(Segment segment, Segment other) =>
        segment.Spec.SandboxOf == other.Metadata.Name || other.Spec.SandboxOf == segment.Metadata.Name
        || (segment.Spec.SandboxOf is { } production && other.Spec.SandboxOf == production);

    /// <summary>While the owner's confirmation is overdue, exceptions count no more.</summary>
    private static HashSet<string> Excepted(Segment segment, ExceptionType type, DateTimeOffset now) =>
        Recertification.IsOverdue(segment, now) ? [] : Exceptions.Subjects(segment, type, now);
}
