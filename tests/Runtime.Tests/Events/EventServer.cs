using System.Collections.Concurrent;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests.Events;

/// <summary>Takes Events, unless it is told to fail.</summary>
internal sealed class EventServer : PartialClient
{
    public ConcurrentQueue<Event> Created { get; } = new();

    public ConcurrentQueue<(string Name, int Count)> Patches { get; } = new();

    public int Fail { get; set; }

    public int Forbid { get; set; }

    public override Task<T> CreateAsync<T>(T value, CreateOptions options, CancellationToken cancellationToken)
    {
        if (Fail-- > 0)
            throw new KubernetesUnreachableException("down");
        if (Forbid-- > 0)
            throw Error(403, "Forbidden");
        Created.Enqueue((Event)(object)value);
        return Task.FromResult(value);
    }

    public override Task<T> PatchAsync<T>(
        string name, string? ns, Patch patch, PatchOptions options, CancellationToken cancellationToken)
    {
        Patches.Enqueue((name, (int)patch.Body["series"]!["count"]!));
        return Task.FromResult((T)(object)new Event());
    }
}
