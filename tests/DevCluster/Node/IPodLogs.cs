using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>The query of <c>/pods/NAME/log</c>.</summary>
internal sealed record PodLogOptions(
    string Container,
    bool Follow,
    bool Previous,
    bool Timestamps,
    long? TailLines,
    long? LimitBytes,
    DateTimeOffset? Since);

/// <summary>Reads what a pod's containers wrote.</summary>
internal interface IPodLogs
{
    /// <summary>Writes the log to the answer, and goes on as it grows when following. Errors are ApiExceptions before the first byte.</summary>
    Task WriteAsync(JsonObject pod, PodLogOptions options, Stream output, CancellationToken cancellation);
}
