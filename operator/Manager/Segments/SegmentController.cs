using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Decisions;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Segments.Isolation;
using SegmentOperator.Manager.Status;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Segments;

/// <summary>Judges a segment, keeps its isolation namespace, and says in conditions how it stands.</summary>
[Rbac(ApiGroup.Name, "segments", "get,list,watch,patch", Reason = "segments are read, and their finalizer is set")]
[Rbac(ApiGroup.Name, "segments/status", "patch", Reason = "the operator is the one writer of status")]
internal sealed class SegmentController(
    ICache<Segment> segments,
    SegmentLoads loads,
    AdmissionGuard admission,
    StandingAccess standing,
    Recertification recertification,
    IsolationKeeper isolation,
    TrustPolicy trust,
    SegmentRegistries registries,
    SegmentRulebooks rulebooks,
    SecretReaders secrets,
    SegmentDeletion deletion,
    FinalizerWriter<Segment> finalizers,
    StatusWriter<Segment> writer,
    IEventRecorder events,
    ManagerTelemetry telemetry,
    TimeProvider clock) : IEntityController<Segment>
{
    /// <summary>Keys that a segment refers to are read again this often.</summary>
    private static readonly TimeSpan TrustRefresh = TimeSpan.FromMinutes(5);

    /// <summary>What does not stop the segment, and is told all the same.</summary>
    private static readonly string[] Alarming = [SegmentConditions.AccessExplained, SegmentConditions.SecretsClosed, SegmentConditions.Reviewed];

    public async Task<ReconcileResult> ReconcileAsync(Segment entity, CancellationToken cancellationToken)
    {
        if (entity.IsDeleting())
            return await deletion.ContinueAsync(entity, cancellationToken);
        var segment = await finalizers.EnsureAsync(entity, Names.SegmentFinalizer, cancellationToken);
        var before = segment.DeepCopy();
        var now = clock.GetUtcNow();

        var problems = SegmentChecks.Problems(segment, segments.List(), now).ToList();
        if (admission.Problem() is { } unenforced)
            problems.Insert(0, unenforced);
        var obstacle = isolation.Obstacle(segment);
        var repaired = obstacle is null ? await isolation.EnsureAsync(segment, cancellationToken) : [];
        var trusted = await trust.BuildAsync(segment.Spec.Artifacts, source: null, cancellationToken);
        var untrusted = trusted.Problem;
        if (untrusted is null)
            (_, untrusted) = await registries.ForAsync(segment.Spec.Artifacts, cancellationToken);
        var load = loads.Of(segment.Metadata.Name!);

        var unexplained = obstacle is null ? await standing.LookAsync(segment, cancellationToken) : new([], [], null);

        TellOfDrift(before, repaired);
        segment.Status = SegmentStatusBuilder.Build(segment, new(problems, obstacle, untrusted, trusted.Doubt, RulesProblem.Of(rulebooks.Of(segment)) ?? secrets.ProblemOf(segment), trusted.Policy?.Hash, repaired, load, unexplained, segments.Count), clock);
        segment.Status = recertification.Apply(segment, segment.Status, now);
        TellOfChange(before, segment);
        await writer.WriteAsync(before, segment, cancellationToken);
        var again = unexplained.Unknown is null ? TrustRefresh : StandingAccess.Soon;
        return segment.Status.NextReviewAt is { } due && due > now && due < now + again ? ReconcileResult.At(due) : ReconcileResult.After(again);
    }

    private void TellOfDrift(Segment segment, IReadOnlyList<string> repaired)
    {
        // On a new segment, and after an edit, differences are the work itself and no drift.
        if (repaired.Count == 0 || segment.Status?.ObservedGeneration != segment.Metadata.Generation || segment.Status?.Conditions.IsTrue(SegmentConditions.Isolated) != true)
            return;
        foreach (var what in repaired)
        {
            events.Record(segment, EventType.Warning, "DriftRepaired", $"{what} in the isolation namespace, and is as declared again.");
            telemetry.DriftRepairs.Add(1, new KeyValuePair<string, object?>("segment", segment.Metadata.Name));
        }
    }

    private void TellOfChange(Segment before, Segment after)
    {
        var (old, ready) = (before.Status?.Conditions.Find(ConditionTypes.Ready), after.Status!.Conditions.Find(ConditionTypes.Ready)!);
        if (old?.Status != ready.Status || old?.Reason != ready.Reason)
            events.Record(after, ready.Status == ConditionStatus.True ? EventType.Normal : EventType.Warning, ready.Reason, ready.Message);
        foreach (var type in Alarming)
        {
            var (was, now) = (before.Status?.Conditions.Find(type), after.Status.Conditions.Find(type));
            if (now?.Status == ConditionStatus.False && (was?.Status != now.Status || was.Message != now.Message))
                events.Record(after, EventType.Warning, now.Reason, now.Message);
        }
    }
}
