using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Namespaces of a Kubernetes cluster.</summary>
/// <remarks>
/// Each run gets a token of its own by TokenRequest, bound to its pod, so that it ends with the
/// pod.
/// </remarks>
public sealed record KubernetesTarget
{
    /// <summary>The API server's URL. Without it, this cluster's.</summary>
    [Url]
    public string? Server { get; set; }

    /// <summary>An entry of a ConfigMap, in the operator's namespace, with PEM certificates that the server is trusted by.</summary>
    public KeyReference? CaConfigMapRef { get; set; }

    /// <summary>The namespaces that a run may change; the first one is where objects without a namespace go.</summary>
    [Required]
    [Size(16, Min = 1)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>The ClusterRole that a run holds in those namespaces, and nowhere else.</summary>
    [Default("edit")]
    [RbacName]
    public string ClusterRole { get; set; } = "edit";

    /// <summary>The token's audiences. Without them, the API server's own.</summary>
    [Size(4)]
    [Text(256, 1)]
    [ListType]
    public IReadOnlyList<string> Audiences { get; set; } = [];
}
