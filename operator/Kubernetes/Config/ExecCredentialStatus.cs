namespace SegmentOperator.Kubernetes;

/// <summary>The credential itself: a token, or a certificate with its key.</summary>
internal sealed class ExecCredentialStatus
{
    public DateTimeOffset? ExpirationTimestamp { get; set; }

    public string? Token { get; set; }

    public string? ClientCertificateData { get; set; }

    public string? ClientKeyData { get; set; }
}
