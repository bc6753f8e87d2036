using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SegmentOperator.Runtime;

/// <summary>What is asked of the queues on each scrape: work that has begun and not ended, which shows a worker that hangs.</summary>
internal static class QueueMetrics
{
    private static readonly ConcurrentDictionary<WorkQueue, bool> Queues = new();

    private static readonly Meter Meter = new(RuntimeMetrics.MeterName);

    static QueueMetrics()
    {
        Meter.CreateObservableGauge(
            "workqueue_unfinished_work_seconds",
            () => Observe(queue => queue.Unfinished().Sum),
            description: "How many seconds of work is in progress and hasn't been observed by work_duration.");
        Meter.CreateObservableGauge(
            "workqueue_longest_running_processor_seconds",
            () => Observe(queue => queue.Unfinished().Longest),
            description: "How many seconds the longest running processor of the workqueue has been running.");
    }

    public static void Watch(WorkQueue queue) => Queues.TryAdd(queue, true);

    public static void Unwatch(WorkQueue queue) => Queues.TryRemove(queue, out _);

    private static IEnumerable<Measurement<double>> Observe(Func<WorkQueue, TimeSpan> value) => Queues.Keys.Select(
        queue => new Measurement<double>(value(queue).TotalSeconds, RuntimeMetrics.Name(queue.Name), RuntimeMetrics.Controller(queue.Name)));
}
