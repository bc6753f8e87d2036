using System.Diagnostics;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>A key handed to a worker. It must be given back with <see cref="WorkQueue.Done"/>.</summary>
/// <param name="Key">What to work on.</param>
/// <param name="Priority">What it came with.</param>
/// <param name="Failures">How often in a row it failed.</param>
/// <param name="Waited">How long it was ready before a worker took it.</param>
/// <param name="Causes">Traces of what asked for it, at most a few.</param>
internal sealed record WorkItem(
    ObjectKey Key, QueuePriority Priority, int Failures, TimeSpan Waited, IReadOnlyList<ActivityContext> Causes);
