using System.Collections.Concurrent;
using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>
/// One read at a time for each place beside each artifact: who comes while it is under way shares it. It ends by its own
/// timeout, not when one of those who wait goes away.
/// </summary>
internal sealed class SharedReads(Func<ArtifactReference, CancellationToken, Task<Findings>> read, TimeSpan timeout, TimeProvider time)
{
    private readonly ConcurrentDictionary<ArtifactReference, Lazy<Task<Findings>>> underway = new();

    public Task<Findings> ReadAsync(ArtifactReference artifact, CancellationToken cancellationToken)
    {
        var shared = underway.GetOrAdd(artifact, a => new Lazy<Task<Findings>>(() => RunAsync(a)));
        return shared.Value.WaitAsync(cancellationToken);
    }

    private async Task<Findings> RunAsync(ArtifactReference artifact)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        try
        {
            await Task.Yield();
            return await read(artifact, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new Findings
            {
                Failure = new Verdict.CouldNotCheck(
                    Messages.Limit($"the signatures of {artifact} could not be read within {timeout.TotalSeconds:0} s"), RetryAfter: null),
            };
        }
        finally
        {
            underway.TryRemove(artifact, out _);
        }
    }
}
