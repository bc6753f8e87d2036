using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>The verifier. One instance serves the whole program: it shares reads and keeps verdicts.</summary>
public sealed class SignatureVerifier : ISignatureVerifier
{
    private readonly TimeProvider time;
    private readonly VerdictCache cache;
    private readonly SharedReads bundles;
    private readonly SharedReads tags;

    /// <summary>A verifier.</summary>
    /// <param name="registry">Where artifacts and their signatures are read from.</param>
    /// <param name="options">Limits and lifetimes.</param>
    /// <param name="time">The clock.</param>
    public SignatureVerifier(IRegistryClient registry, SignatureVerifierOptions options, TimeProvider time)
    {
        this.time = time;
        cache = new VerdictCache(options, time);
        var reader = new SignatureReader(registry, options);
        bundles = new SharedReads(reader.ReadBundlesAsync, options.Timeout, time);
        tags = new SharedReads(reader.ReadTagAsync, options.Timeout, time);
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

    // The second place is asked only when the first does not suffice; a verdict against the artifact has always seen both.
    private async Task<Verdict> CheckAsync(ArtifactReference artifact, VerificationPolicy policy, CancellationToken cancellationToken)
    {
        var found = await bundles.ReadAsync(artifact, cancellationToken);
        var verdict = PolicyVerifier.Verify(new SubjectArtifact(artifact.Digest), found, policy, time.GetUtcNow(), artifact.ToString());
        if (verdict is Verdict.Verified) return verdict;
        found = found.And(await tags.ReadAsync(artifact, cancellationToken));
        return PolicyVerifier.Verify(new SubjectArtifact(artifact.Digest), found, policy, time.GetUtcNow(), artifact.ToString());
    }
}
