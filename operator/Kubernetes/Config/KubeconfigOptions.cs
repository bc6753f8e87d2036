namespace SegmentOperator.Kubernetes;

/// <summary>Which configuration to load, as kubectl's options say it.</summary>
public sealed record KubeconfigOptions
{
    /// <summary>One file. Null: <c>KUBECONFIG</c> (a list), else <c>~/.kube/config</c>, else the pod's own service account.</summary>
    public string? Path { get; init; }

    /// <summary>The context; null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary>The cluster, instead of the context's.</summary>
    public string? Cluster { get; init; }

    /// <summary>The user, instead of the context's.</summary>
    public string? User { get; init; }

    /// <summary>The namespace, instead of the context's.</summary>
    public string? Namespace { get; init; }

    /// <summary>The server's address, instead of the cluster's.</summary>
    public string? Server { get; init; }

    /// <summary>Act as this user.</summary>
    public string? ImpersonateUser { get; init; }

    /// <summary>Act as these groups.</summary>
    public IReadOnlyList<string> ImpersonateGroups { get; init; } = [];

    /// <summary>Whether a credential plugin may talk to a person.</summary>
    public bool Interactive { get; init; }

    /// <summary>Reads environment variables; null: the process' own.</summary>
    public Func<string, string?>? Environment { get; init; }

    /// <summary>Where a pod's service account is mounted.</summary>
    public string ServiceAccountDirectory { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";
}
