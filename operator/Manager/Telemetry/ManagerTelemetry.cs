using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SegmentOperator.Manager.Telemetry;

/// <summary>The domain's own spans and metrics; operator/docs/metrics.md describes them.</summary>
internal sealed class ManagerTelemetry : IDisposable
{
    public const string Name = "SegmentOperator.Manager";

    private readonly Meter _meter = new(Name);

    public ManagerTelemetry()
    {
        RequestsEnded = _meter.CreateCounter<long>("segment_deployment_requests_ended_total", description: "DeploymentRequests that reached a terminal phase, by segment, phase and reason.");
        RunDuration = _meter.CreateHistogram<double>("segment_run_duration_seconds", "s", "From a run's start to its end, by segment and outcome.");
        StartLatency = _meter.CreateHistogram<double>("segment_request_to_pod_seconds", "s", "From a DeploymentRequest's creation to its pod's, by segment; includes waiting for turns and approvals.");
        CredentialRevocations = _meter.CreateCounter<long>("segment_credential_revocations_total", description: "Attempts to revoke a run's credential, by segment and result.");
        GrantRevocationLag = _meter.CreateHistogram<double>("segment_grant_revocation_lag_seconds", "s", "From a grant's expiresAt to the removal of its binding.");
        GrantRevocationFailures = _meter.CreateCounter<long>("segment_grant_revocation_failures_total", description: "Attempts to remove a grant's binding that failed.");
        ApprovalsJudged = _meter.CreateCounter<long>("segment_approvals_judged_total", description: "Approvals that began or ceased to count, by state and reason.");
        BreakGlassNotification = _meter.CreateHistogram<double>("segment_break_glass_notification_seconds", "s", "From a break-glass' activation to the delivery of its notification, by sink.");
        NotificationFailures = _meter.CreateCounter<long>("segment_notification_failures_total", description: "Notifications that a sink did not take, by segment and sink; they are tried again.");
        HistoryPruned = _meter.CreateCounter<long>("segment_history_pruned_total", description: "Requests and grants removed after their segment's retention, by segment and kind.");
        DriftRepairs = _meter.CreateCounter<long>("segment_isolation_repairs_total", description: "Isolation objects put back after someone changed or deleted them, by segment and kind.");
    }

    /// <summary>Spans of the steps of a deployment: pull, verify, mint, run, revoke.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    public Counter<long> RequestsEnded { get; }

    public Histogram<double> RunDuration { get; }

    public Histogram<double> StartLatency { get; }

    public Counter<long> CredentialRevocations { get; }

    public Histogram<double> GrantRevocationLag { get; }

    public Counter<long> GrantRevocationFailures { get; }

    public Counter<long> DriftRepairs { get; }

    public Counter<long> HistoryPruned { get; }

    public Counter<long> ApprovalsJudged { get; }

    public Histogram<double> BreakGlassNotification { get; }

    public Counter<long> NotificationFailures { get; }

    /// <summary>The span of a run, once it has ended: its own times, not those of the reconcile that saw the end.</summary>
    public static void RunEnded(string requestUid, string segment, string? digest, string reason, DateTimeOffset from, DateTimeOffset to)
    {
        using var activity = Activities.StartActivity("deployment.run", ActivityKind.Internal, default(ActivityContext), startTime: from);
        activity?.SetTag("segment", segment).SetTag("request.uid", requestUid).SetTag("artifact.digest", digest).SetTag("reason", reason).SetEndTime(to.UtcDateTime);
    }

    /// <summary>How many admission policies and bindings are missing or changed, asked for on each scrape.</summary>
    public void ObserveAdmission(Func<int> wrong) =>
        _meter.CreateObservableGauge("segment_admission_policies_wrong", wrong, description: "Admission policies and bindings that are missing or not as shipped. Anything but 0 stops everything new.");

    /// <summary>By how many seconds the machine's clock was set while the operator ran, asked for on each scrape.</summary>
    public void ObserveClock(Func<double> step) =>
        _meter.CreateObservableGauge("segment_clock_step_seconds", step, "s", "By how much the machine's clock is ahead of the operator's time. Anything but 0 stops everything new.");

    /// <summary>What a segment's governance leaves open, asked for on each scrape.</summary>
    public void ObserveGovernance(string name, Func<IEnumerable<(string Segment, long Value)>> values, string description) =>
        _meter.CreateObservableGauge(name, () => values().Select(value => new Measurement<long>(value.Value, new KeyValuePair<string, object?>("segment", value.Segment))), description: description);

    public void Dispose() => _meter.Dispose();
}
