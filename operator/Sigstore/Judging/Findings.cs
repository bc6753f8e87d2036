namespace SegmentOperator.Sigstore;

/// <summary>What was found beside an artifact: material, what was none, and what kept us from seeing all.</summary>
public sealed record Findings
{
    /// <summary>Nothing, and nothing that kept us from seeing something.</summary>
    public static Findings Nothing { get; } = new();

    /// <summary>Signatures and attestations to be judged.</summary>
    public IReadOnlyList<SignatureMaterial> Materials { get; init; } = [];

    /// <summary>How many attestations were seen and not read.</summary>
    public int Attestations { get; init; }

    /// <summary>What was attached as a signature and is none, in a few words each.</summary>
    public IReadOnlyList<string> Malformed { get; init; } = [];

    /// <summary>Whether more is attached than was looked at.</summary>
    public bool Truncated { get; init; }

    /// <summary>Why not everything could be looked at; null when everything was.</summary>
    public Verdict.CouldNotCheck? Failure { get; init; }

    /// <summary>Both together.</summary>
    public Findings And(Findings other) => new()
    {
        Materials = [.. Materials, .. other.Materials],
        Attestations = Attestations + other.Attestations,
        Malformed = [.. Malformed, .. other.Malformed],
        Truncated = Truncated || other.Truncated,
        Failure = Failure ?? other.Failure,
    };
}
