namespace SegmentOperator.Kubernetes;

/// <summary>What an exec credential plugin prints (client.authentication.k8s.io).</summary>
internal sealed class ExecCredential
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public ExecCredentialStatus? Status { get; set; }
}
