namespace SegmentOperator.Sigstore;

/// <summary>What is proven about a signature so far, while it is being checked.</summary>
internal sealed class Proof(DateTimeOffset now)
{
    public DateTimeOffset Now { get; } = now;

    /// <summary>Times at which the signature provably existed.</summary>
    public List<DateTimeOffset> Times { get; } = [];

    public List<LogEvidence> Logs { get; } = [];

    public List<TimestampEvidence> Timestamps { get; } = [];

    public int DistinctLogs => Logs.Select(l => l.Log).Distinct(StringComparer.Ordinal).Count();

    public int DistinctAuthorities => Timestamps.Select(t => t.Authority).Distinct(StringComparer.Ordinal).Count();

    public SignerEvidence Evidence(string name) => new()
    {
        Name = name,
        SignedAt = Times.Count == 0 ? null : Times.Min(),
        Logs = Logs,
        Timestamps = Timestamps,
    };
}
