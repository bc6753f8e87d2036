namespace SegmentOperator.Sigstore;

/// <summary>Limits and lifetimes of a <see cref="SignatureVerifier"/>.</summary>
public sealed record SignatureVerifierOptions
{
    /// <summary>How many signatures of each format are looked at.</summary>
    public int SignatureLimit { get; init; } = 64;

    /// <summary>The largest payload, envelope or bundle that is read, in bytes. A predicate takes three quarters of it.</summary>
    public int SignatureSizeLimit { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many bytes all payloads, envelopes and bundles of more than 1 MiB at one place may have together; the last ones count.</summary>
    public long LargeTotalLimit { get; init; } = 48 * 1024 * 1024;

    /// <summary>How long one verification may take in all, registry and retries included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many verdicts are kept.</summary>
    public int CacheSize { get; init; } = 10_000;

    /// <summary>How many bytes of predicates the kept verdicts hold on to, together.</summary>
    public long CachedPredicateBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How long a positive verdict is kept.</summary>
    public TimeSpan VerifiedLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a refusal is kept: a signature may be added at any time.</summary>
    public TimeSpan RefusedLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long "could not check" is kept, at least and unless the registry asks for more.</summary>
    public TimeSpan CouldNotCheckLifetime { get; init; } = TimeSpan.FromSeconds(1);
}
