using System.Net;

namespace SegmentOperator.Oci;

/// <summary>
/// What a registry request can end with besides its result. The message is a sentence fit for a status; it never holds a
/// credential or a query string. The four kinds are its subclasses.
/// </summary>
public abstract class RegistryException : Exception
{
    private protected RegistryException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>The registry's HTTP status, where it answered one.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The first error code of the registry's answer, as the distribution specification lists them
    /// (<c>NAME_UNKNOWN</c>); null where there is none.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>The registry answered, and it does not have this (404). A definite answer.</summary>
public sealed class RegistryNotFoundException(string message, Exception? innerException = null)
    : RegistryException(message, innerException);

/// <summary>The registry, or its token server, refuses these credentials (401, 403). A definite answer about the credentials,
/// and none about the content: nothing was checked.</summary>
public sealed class RegistryUnauthorizedException(string message, Exception? innerException = null)
    : RegistryException(message, innerException);

/// <summary>It could not be checked: no connection, no answer in time, 5xx, a rate limit, or an answer that is no answer.</summary>
public sealed class RegistryUnavailableException(string message, Exception? innerException = null)
    : RegistryException(message, innerException)
{
    /// <summary>When the registry asks to be tried again, counted from the answer; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may well succeed in a moment.</summary>
    internal bool Transient { get; init; }
}

/// <summary>The registry delivered content that must not be used: another digest or size than asked for, too large, malformed.</summary>
public sealed class RegistryContentException(string message, RegistryContentProblem problem, Exception? innerException = null)
    : RegistryException(message, innerException)
{
    /// <summary>What is wrong with it.</summary>
    public RegistryContentProblem Problem { get; } = problem;
}

/// <summary>What is wrong with delivered content.</summary>
public enum RegistryContentProblem
{
    /// <summary>Its bytes have another digest than asked for.</summary>
    WrongDigest,

    /// <summary>It is longer or shorter than its descriptor says.</summary>
    WrongSize,

    /// <summary>It exceeds the client's limit.</summary>
    TooLarge,

    /// <summary>Its digest is right, but it is not what it has to be: not JSON, or a field is missing or wrong.</summary>
    Malformed,
}
