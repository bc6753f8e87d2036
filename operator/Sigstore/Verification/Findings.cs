namespace SegmentOperator.Sigstore;

/// <summary>What one place had to say about an artifact: candidates, what was no signature, and what kept us from seeing all.</summary>
internal sealed record Findings
{
    public static readonly Findings Nothing = new();

    /// <summary>Signatures to be judged.</summary>
    public IReadOnlyList<SignatureCandidate> Candidates { get; init; } = [];

    /// <summary>How many attestations of other types were seen.</summary>
    public int Attestations { get; init; }

    /// <summary>What was attached as a signature and is none, in a few words each.</summary>
    public IReadOnlyList<string> Malformed { get; init; } = [];

    /// <summary>Whether more is attached than was looked at.</summary>
    public bool Truncated { get; init; }

    /// <summary>Why not everything could be looked at; null when everything was.</summary>
    public Verdict.CouldNotCheck? Failure { get; init; }

    public Findings And(Findings other) => new()
    {
        Candidates = [.. Candidates, .. other.Candidates],
        Attestations = Attestations + other.Attestations,
        Malformed = [.. Malformed, .. other.Malformed],
        Truncated = Truncated || other.Truncated,
        Failure = Failure ?? other.Failure,
    };
}
