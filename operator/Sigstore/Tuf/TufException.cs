namespace SegmentOperator.Sigstore;

/// <summary>A TUF repository could not be used. The message is a sentence that names the repository and the file.</summary>
public sealed class TufException(TufProblem problem, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What is wrong.</summary>
    public TufProblem Problem { get; } = problem;
}

/// <summary>Why a TUF repository could not be used.</summary>
public enum TufProblem
{
    /// <summary>It did not answer, or lacks a file that it must have.</summary>
    Unreachable,

    /// <summary>Metadata is older than it says it may be: somebody withholds newer metadata, or nobody renewed it.</summary>
    Expired,

    /// <summary>Metadata is older than what was seen before.</summary>
    Rollback,

    /// <summary>Too few of the role's keys signed the metadata.</summary>
    Unsigned,

    /// <summary>A file is not the one that the metadata above it names: another version, length or digest.</summary>
    Mismatch,

    /// <summary>A file is larger than it may be.</summary>
    TooLarge,

    /// <summary>A file is not the metadata that it has to be.</summary>
    Malformed,

    /// <summary>The metadata does not list the target that was asked for.</summary>
    NoSuchTarget,
}
