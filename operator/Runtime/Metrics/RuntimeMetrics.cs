using System.Diagnostics.Metrics;

namespace SegmentOperator.Runtime;

/// <summary>The runtime's instruments, under the names and labels that controller-runtime's dashboards know.</summary>
internal static class RuntimeMetrics
{
    public const string MeterName = "SegmentOperator.Runtime";

    private static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> ReconcileBuckets = new()
    {
        HistogramBucketBoundaries =
        [
            0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
            2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
        ],
    };

    private static readonly InstrumentAdvice<double> QueueBuckets = new()
    {
        HistogramBucketBoundaries = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000],
    };

    public static Counter<long> Reconciles { get; } = Meter.CreateCounter<long>(
        "controller_runtime_reconcile_total", description: "Total number of reconciliations per controller.");

    public static Counter<long> ReconcileErrors { get; } = Meter.CreateCounter<long>(
        "controller_runtime_reconcile_errors_total", description: "Total number of reconciliation errors per controller.");

    public static Counter<long> TerminalErrors { get; } = Meter.CreateCounter<long>(
        "controller_runtime_terminal_reconcile_errors_total",
        description: "Total number of terminal reconciliation errors per controller.");

    public static Counter<long> Timeouts { get; } = Meter.CreateCounter<long>(
        "controller_runtime_reconcile_timeouts_total", description: "Total number of reconciliations that took too long.");

    public static Histogram<double> ReconcileTime { get; } = Meter.CreateHistogram(
        "controller_runtime_reconcile_time_seconds", "s", "Length of time per reconciliation per controller.", null, ReconcileBuckets);

    public static UpDownCounter<long> ActiveWorkers { get; } = Meter.CreateUpDownCounter<long>(
        "controller_runtime_active_workers", description: "Number of currently used workers per controller.");

    public static UpDownCounter<long> MaxWorkers { get; } = Meter.CreateUpDownCounter<long>(
        "controller_runtime_max_concurrent_reconciles", description: "Maximum number of concurrent reconciles per controller.");

    public static UpDownCounter<long> QueueDepth { get; } = Meter.CreateUpDownCounter<long>(
        "workqueue_depth", description: "Current depth of workqueue.");

    public static Counter<long> QueueAdds { get; } = Meter.CreateCounter<long>(
        "workqueue_adds_total", description: "Total number of adds handled by workqueue.");

    public static Counter<long> QueueRetries { get; } = Meter.CreateCounter<long>(
        "workqueue_retries_total", description: "Total number of retries handled by workqueue.");

    public static Histogram<double> QueueDuration { get; } = Meter.CreateHistogram(
        "workqueue_queue_duration_seconds", "s", "How long an item stays in workqueue before being requested.", null, QueueBuckets);

    public static Histogram<double> WorkDuration { get; } = Meter.CreateHistogram(
        "workqueue_work_duration_seconds", "s", "How long processing an item from workqueue takes.", null, QueueBuckets);

    public static UpDownCounter<long> Leader { get; } = Meter.CreateUpDownCounter<long>(
        "leader_election_master_status", description: "Whether this process holds the lease: 1 or 0.");

    public static Counter<long> ReflectorFailures { get; } = Meter.CreateCounter<long>(
        "segment_operator_watch_failures_total", description: "Lists and watches that failed, by kind and how.");

    public static Histogram<double> RateLimited { get; } = Meter.CreateHistogram(
        "rest_client_rate_limiter_duration_seconds",
        "s",
        "How long requests waited for the client's own rate limit.",
        null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60] });

    public static Counter<long> EventsDropped { get; } = Meter.CreateCounter<long>(
        "segment_operator_events_dropped_total", description: "Events that were not written, by reason.");

    /// <summary>Shows a controller's counters from its start: a rate over a series that begins at 1 misses the first failure.</summary>
    public static void Begin(string controller)
    {
        var (name, tag) = (Name(controller), Controller(controller));
        foreach (var result in (string[])["success", "error", "requeue_after"])
            Reconciles.Add(0, tag, new("result", result));
        foreach (var counter in (Counter<long>[])[ReconcileErrors, TerminalErrors, Timeouts])
            counter.Add(0, tag);
        QueueAdds.Add(0, name, tag);
        QueueRetries.Add(0, name, tag);
        QueueDepth.Add(0, name, tag);
        ActiveWorkers.Add(0, tag);
    }

    public static KeyValuePair<string, object?> Name(string name) => new("name", name);

    public static KeyValuePair<string, object?> Controller(string name) => new("controller", name);
}
