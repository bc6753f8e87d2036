namespace SegmentOperator.Sigstore;

/// <summary>What one authority's eye sees in one piece of material.</summary>
internal abstract record Finding
{
    private Finding()
    {
    }

    /// <summary>The authority signed this artifact, and everything that was demanded proves it.</summary>
    public sealed record Good(SignerEvidence Signer) : Finding;

    /// <summary>It is somebody else's.</summary>
    /// <param name="Why">What it is instead, as the end of a sentence.</param>
    public sealed record NotTheirs(string Why) : Finding;

    /// <summary>It says to be the authority's, and is not proven.</summary>
    public sealed record Bad(Refusal Refusal) : Finding;

    /// <summary>It cannot be told.</summary>
    public sealed record Unknown(string Message, TimeSpan? RetryAfter) : Finding;
}

/// <summary>Why a piece of material does not count.</summary>
/// <param name="Reason">The word.</param>
/// <param name="Why">The sentence, without its subject and full stop.</param>
internal sealed record Refusal(RefusalReason Reason, string Why)
{
    public Finding.Bad AsFinding() => new(this);
}
