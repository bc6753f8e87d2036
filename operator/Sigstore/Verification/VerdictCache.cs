using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>Verdicts by artifact and policy hash. Bounded in number and in the predicates' bytes: the least recently used goes first.</summary>
internal sealed class VerdictCache(SignatureVerifierOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestCouldNotCheck = TimeSpan.FromMinutes(1);
    private readonly Lock turn = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> byKey = [];
    private readonly LinkedList<Entry> byUse = [];

    private readonly record struct Key(ArtifactReference Artifact, string PolicyHash);

    private long predicates;

    private sealed record Entry(Key Key, Verdict Verdict, DateTimeOffset Ends)
    {
        public long Predicates { get; } = Attested(Verdict).Sum(attestation => (long)attestation.Predicate.Length);

        private static IReadOnlyList<AttestationEvidence> Attested(Verdict verdict) => verdict switch
        {
            Verdict.Verified verified => verified.Attestations,
            Verdict.Refused refused => refused.Attestations,
            _ => [],
        };
    }

    public Verdict? Find(ArtifactReference artifact, VerificationPolicy policy)
    {
        lock (turn)
        {
            if (!byKey.TryGetValue(new Key(artifact, policy.Hash), out var node)) return null;
            if (node.Value.Ends <= time.GetUtcNow())
            {
                Forget(node);
                return null;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Verdict;
        }
    }

    public void Keep(ArtifactReference artifact, VerificationPolicy policy, Verdict verdict)
    {
        var entry = new Entry(new Key(artifact, policy.Hash), verdict, time.GetUtcNow() + Lifetime(verdict, policy));
        lock (turn)
        {
            if (byKey.TryGetValue(entry.Key, out var earlier)) Forget(earlier);
            byKey[entry.Key] = byUse.AddFirst(entry);
            predicates += entry.Predicates;
            while (byKey.Count > 1 && (byKey.Count > options.CacheSize || predicates > options.CachedPredicateBytes))
                Forget(byUse.Last!);
        }
    }

    private void Forget(LinkedListNode<Entry> node)
    {
        byKey.Remove(node.Value.Key);
        byUse.Remove(node);
        predicates -= node.Value.Predicates;
    }

    private TimeSpan Lifetime(Verdict verdict, VerificationPolicy policy) => verdict switch
    {
        Verdict.Verified verified => Sooner(options.VerifiedLifetime, Recent(verified, policy)),
        Verdict.CouldNotCheck { RetryAfter: { } wait } when wait > options.CouldNotCheckLifetime =>
            wait < LongestCouldNotCheck ? wait : LongestCouldNotCheck,
        Verdict.CouldNotCheck => options.CouldNotCheckLifetime,
        _ => options.RefusedLifetime,
    };

    // An attestation that must be recent is so until a known moment, and no verdict is kept beyond it.
    private TimeSpan Recent(Verdict.Verified verified, VerificationPolicy policy)
    {
        var shortest = TimeSpan.MaxValue;
        foreach (var requirement in policy.Attestations)
        {
            if (requirement.MaxAge is not { } most) continue;
            var made = verified.Attestations.FirstOrDefault(a => a.Requirement == requirement.Name)?.By.Signer.SignedAt;
            shortest = Sooner(shortest, made is { } at ? at + most - time.GetUtcNow() : TimeSpan.Zero);
        }

        return shortest;
    }

    private static TimeSpan Sooner(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
