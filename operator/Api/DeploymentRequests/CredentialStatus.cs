using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>The life of a run's credential. The credential itself is never in here.</summary>
public sealed record CredentialStatus
{
    /// <summary>Whose name it bears at the target: the integration user or the service account.</summary>
    [Text(256)]
    public string? Subject { get; set; }

    /// <summary>The Secret that hands it to the pod. It is removed when the run ends.</summary>
    [DnsName]
    public string? SecretName { get; set; }

    /// <summary>When it was issued.</summary>
    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When the target confirmed that it no longer counts.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>When the Secret was found to be gone.</summary>
    public DateTimeOffset? SecretRemovedAt { get; set; }

    /// <summary>How often revoking it failed so far.</summary>
    [Range(0, int.MaxValue)]
    public int RevocationFailures { get; set; }

    /// <summary>Why revoking it failed last; it is tried again for ever.</summary>
    [Text(1024)]
    public string? Message { get; set; }
}
