namespace SegmentOperator.Sigstore;

/// <summary>What an authority judges logs, timestamps and certificates by.</summary>
public abstract record TrustState
{
    private TrustState()
    {
    }

    /// <summary>A root that is at hand.</summary>
    public sealed record Known(TrustedRoot Root) : TrustState;

    /// <summary>
    /// A root that could not be had. Whoever needs it could not be checked; a managed key that needs none is not touched by it.
    /// </summary>
    /// <param name="Message">Why, in a sentence without a full stop.</param>
    /// <param name="RetryAfter">When to try again; null where nobody said.</param>
    public sealed record Unavailable(string Message, TimeSpan? RetryAfter = null) : TrustState;

    /// <summary>What of this bears on a verdict.</summary>
    internal string Canonical => this is Known known ? $"root sha256:{known.Root.Hash}" : "root unavailable";
}
