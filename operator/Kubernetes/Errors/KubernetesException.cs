using System.Net;

namespace SegmentOperator.Kubernetes;

/// <summary>The server answered, and its answer is an error.</summary>
public sealed class KubernetesException : Exception
{
    /// <summary>Wraps the server's answer.</summary>
    /// <param name="status">What it said. For an answer that was no Status, one made from the HTTP status line.</param>
    /// <param name="retryAfter">When to come again, from the header or the details.</param>
    public KubernetesException(Status status, TimeSpan? retryAfter = null)
        : base(Describe(status))
    {
        Status = status;
        RetryAfter = retryAfter
            ?? (status.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <summary>What the server said.</summary>
    public Status Status { get; }

    /// <summary>The HTTP status code.</summary>
    public HttpStatusCode StatusCode => (HttpStatusCode)Status.Code;

    /// <summary>The machine-readable reason; empty when there is none.</summary>
    public string Reason => Status.Reason ?? "";

    /// <summary>One entry per field or conflict; may be empty.</summary>
    public IReadOnlyList<StatusCause> Causes => Status.Details?.Causes ?? [];

    /// <summary>When another attempt makes sense, if the server said so.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>There is no such object, or no such resource.</summary>
    public bool IsNotFound => Status.Code == 404;

    /// <summary>
    /// The server does not know the kind at all, which says nothing about any object of it: its CustomResourceDefinition is
    /// missing or not established yet.
    /// </summary>
    public bool IsUnknownResource => IsNotFound && string.IsNullOrEmpty(Status.Details?.Name);

    /// <summary>There is one of that name already.</summary>
    public bool IsAlreadyExists => Status.Code == 409 && Reason == "AlreadyExists";

    /// <summary>Somebody else was quicker, owns the field, or a precondition failed.</summary>
    public bool IsConflict => Status.Code == 409 && Reason != "AlreadyExists";

    /// <summary>The namespace is being deleted, so nothing can be created in it.</summary>
    public bool IsNamespaceTerminating => Causes.Any(cause => cause.Reason == "NamespaceTerminating");

    /// <summary>Who we are is not enough.</summary>
    public bool IsForbidden => Status.Code == 403;

    /// <summary>The server does not know who we are.</summary>
    public bool IsUnauthorized => Status.Code == 401;

    /// <summary>The object breaks its schema or an admission rule; trying again does not help.</summary>
    public bool IsInvalid => Status.Code is 422 or 400;

    /// <summary>The resourceVersion or continue token is too old: list again.</summary>
    public bool IsGone => Status.Code == 410 || Reason is "Expired" or "Gone";

    /// <summary>The server asks for patience (429).</summary>
    public bool IsTooManyRequests => Status.Code == 429;

    /// <summary>The server failed or was too slow; the same request may succeed later.</summary>
    public bool IsTransient => Status.Code is 429 or >= 500;

    private static string Describe(Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return string.IsNullOrEmpty(status.Message) ? $"The API server answered {status.Code} {status.Reason}" : status.Message;
    }
}
