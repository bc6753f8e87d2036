using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Kubernetes;

/// <summary>Where an API server is and how to be known to it. Load one with a kubeconfig loader.</summary>
public sealed record ClusterConfiguration
{
    /// <summary>The server's address, with its path if it has one.</summary>
    public required Uri Server { get; init; }

    /// <summary>Certificates that may sign the server's; null for the machine's own.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>The name the server's certificate must bear, if not the address' host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Accept any certificate. For test machines.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>A proxy on the way; null for the environment's.</summary>
    public Uri? ProxyUrl { get; init; }

    /// <summary>Who we are; null for nobody.</summary>
    public IClusterCredential? Credential { get; init; }

    /// <summary>The namespace to use when none is said.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The kubeconfig context this came from; null in a cluster.</summary>
    public string? Context { get; init; }

    /// <summary>Sent as User-Agent.</summary>
    public string UserAgent { get; init; } = "segment-operator";

    /// <summary>User to act as.</summary>
    public string? ImpersonateUser { get; init; }

    /// <summary>Uid to act as.</summary>
    public string? ImpersonateUid { get; init; }

    /// <summary>Groups to act as.</summary>
    public IReadOnlyList<string> ImpersonateGroups { get; init; } = [];

    /// <summary>What else the user to act as is known by: userInfo.extra.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ImpersonateExtra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How long one request that is not a watch may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
