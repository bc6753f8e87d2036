using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>The verifier. One instance serves the whole program: it shares reads and keeps verdicts.</summary>
public sealed class SignatureVerifier : ISignatureVerifier
{
    private readonly IRegistryClient registry;
    private readonly TimeProvider time;
    private readonly VerdictCache cache;
    private readonly SignatureReader reader;

    /// <summary>A verifier.</summary>
    /// <param name="registry">Where artifacts and their signatures are read from.</param>
    /// <param name="options">Limits and lifetimes.</param>
    /// <param name="time">The clock.</param>
    public SignatureVerifier(IRegistryClient registry, SignatureVerifierOptions options, TimeProvider time)
    {
        (this.registry, this.time) = (registry, time);
        cache = new VerdictCache(options, time);
        reader = new SignatureReader(new ContentReads(options, time), options);
    }

    /// <inheritdoc/>
    public async Task<Verdict> VerifyAsync(ArtifactReference artifact, VerificationPolicy policy, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Start(artifact);
        if (cache.Find(artifact, policy) is { } known)
        {
            activity.Ended(known, cached: true);
            return known;
        }

        Verdict verdict;
        try
        {
            verdict = await CheckAsync(artifact, policy, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            verdict = new Verdict.CouldNotCheck(
                Messages.Limit($"the signatures of {artifact} could not be checked: unexpected {e.GetType().Name}"), RetryAfter: null);
        }

        cache.Keep(artifact, policy, verdict);
        activity.Ended(verdict, cached: false);
        return verdict;
    }

    // A further place is asked only when those before do not suffice; a verdict against the artifact has always seen all of them.
    private async Task<Verdict> CheckAsync(ArtifactReference artifact, VerificationPolicy policy, CancellationToken cancellationToken)
    {
        var (subject, wanted) = (new SubjectArtifact(artifact.Digest), policy.WantedPredicates());
        var found = Findings.Nothing;
        Verdict? verdict = null;
        foreach (var place in registry.Places(artifact.Repository))
        {
            foreach (var read in Reads(policy))
            {
                var more = await read(place, artifact.Digest, wanted, cancellationToken);
                // What a mirror fails at does not matter: the registry itself is asked in any case before anything is refused.
                if (place.IsMirror) more = more with { Failure = null, Malformed = [] };
                var known = found.Materials.Select(m => m.Source).ToHashSet(StringComparer.Ordinal);
                found = found.And(more with { Materials = [.. more.Materials.Where(m => !known.Contains(m.Source))] });
                verdict = PolicyVerifier.Verify(subject, found, policy, time.GetUtcNow(), artifact.ToString());
                if (verdict is Verdict.Verified) return verdict;
            }
        }

        return verdict!;
    }

    private IEnumerable<Func<RegistryPlace, Digest, IReadOnlySet<string>, CancellationToken, Task<Findings>>> Reads(VerificationPolicy policy)
    {
        yield return reader.ReferrersAsync;
        yield return reader.SignatureTagAsync;
        if (policy.NeedsAttestations) yield return reader.AttestationTagAsync;
    }
}
