using SegmentOperator.Oci;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>What came of reading an artifact whole.</summary>
internal abstract record PullOutcome
{
    private PullOutcome()
    {
    }

    /// <summary>Every byte was read and has the digest that it should have.</summary>
    public sealed record Complete(string ArtifactType, Descriptor Layer, long Bytes) : PullOutcome;

    /// <summary>The artifact is not what its digest says, or not a package. A definite answer.</summary>
    public sealed record Refused(string Reason, string Message) : PullOutcome;

    /// <summary>The registry does not have it. A definite answer.</summary>
    public sealed record NotFound(string Message) : PullOutcome;

    /// <summary>It is not known; try again.</summary>
    public sealed record CouldNotCheck(string Message, TimeSpan? RetryAfter) : PullOutcome;
}
