using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>Verdicts by artifact and policy hash. Bounded: the least recently used goes first.</summary>
internal sealed class VerdictCache(SignatureVerifierOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestCouldNotCheck = TimeSpan.FromMinutes(1);
    private readonly Lock turn = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> byKey = [];
    private readonly LinkedList<Entry> byUse = [];

    private readonly record struct Key(ArtifactReference Artifact, string PolicyHash);

    private sealed record Entry(Key Key, Verdict Verdict, DateTimeOffset Ends);

    public Verdict? Find(ArtifactReference artifact, VerificationPolicy policy)
    {
        lock (turn)
        {
            if (!byKey.TryGetValue(new Key(artifact, policy.Hash), out var node)) return null;
            byUse.Remove(node);
            if (node.Value.Ends <= time.GetUtcNow())
            {
                byKey.Remove(node.Value.Key);
                return null;
            }

            byUse.AddFirst(node);
            return node.Value.Verdict;
        }
    }

    public void Keep(ArtifactReference artifact, VerificationPolicy policy, Verdict verdict)
    {
        var entry = new Entry(new Key(artifact, policy.Hash), verdict, time.GetUtcNow() + Lifetime(verdict));
        lock (turn)
        {
            if (byKey.Remove(entry.Key, out var earlier)) byUse.Remove(earlier);
            byKey[entry.Key] = byUse.AddFirst(entry);
            while (byKey.Count > Math.Max(1, options.CacheSize))
            {
                byKey.Remove(byUse.Last!.Value.Key);
                byUse.RemoveLast();
            }
        }
    }

    private TimeSpan Lifetime(Verdict verdict) => verdict switch
    {
        Verdict.Verified => options.VerifiedLifetime,
        Verdict.CouldNotCheck { RetryAfter: { } wait } when wait > options.CouldNotCheckLifetime =>
            wait < LongestCouldNotCheck ? wait : LongestCouldNotCheck,
        Verdict.CouldNotCheck => options.CouldNotCheckLifetime,
        _ => options.RefusedLifetime,
    };
}
