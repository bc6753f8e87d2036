using SegmentOperator.Manager.Runs;

namespace SegmentOperator.Manager.Hosting;

/// <summary>What the operator is told when it starts. Everything else it reads from the cluster.</summary>
internal sealed record ManagerOptions
{
    /// <summary>The operator's own namespace: its Lease, and the Secrets that segments refer to.</summary>
    public string Namespace { get; init; } = "segment-system";

    /// <summary>The operator's own ServiceAccount, in <see cref="Namespace"/>; it is given its rights in isolation namespaces by name.</summary>
    public string ServiceAccount { get; init; } = "segment-operator";

    /// <summary>The operator as the API server authenticates it.</summary>
    public string Username => $"system:serviceaccount:{Namespace}:{ServiceAccount}";

    /// <summary>Under which keys of userInfo.extra sessions show what segments may demand.</summary>
    public IReadOnlyDictionary<string, string> ClaimKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>A kubeconfig file; null: KUBECONFIG, the pod's own ServiceAccount, or ~/.kube/config.</summary>
    public string? Kubeconfig { get; init; }

    public string? Context { get; init; }

    public bool LeaderElect { get; init; } = true;

    /// <summary>This process' name in the Lease; no two that run at the same time may share one.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Environment.ProcessId}";

    /// <summary>Where /healthz, /readyz and /metrics are served.</summary>
    public string BindAddress { get; init; } = "0.0.0.0:8080";

    /// <summary>The runner image of segments that name none. By digest outside of development.</summary>
    public string RunnerImage { get; init; } = "segment-runner";

    /// <summary>Names of Secrets in <see cref="Namespace"/> that <see cref="RunnerImage"/> is pulled with.</summary>
    public IReadOnlyList<string> RunnerPullSecrets { get; init; } = [];

    /// <summary>The folder in which decisions are kept with all that they were made from; null: nowhere.</summary>
    public string? DecisionsDirectory { get; init; }

    /// <summary>Registries (host:port) that are spoken to without TLS.</summary>
    public IReadOnlyList<string> PlainHttpRegistries { get; init; } = [];

    /// <summary>PEM certificates that registries are trusted by, besides the system's.</summary>
    public string? RegistryCaFile { get; init; }

    /// <summary>Registry credentials in Docker's config.json format.</summary>
    public string? RegistryAuthFile { get; init; }

    /// <summary>Where the metadata of Sigstore instances is kept between starts; null keeps it in memory.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>PEM certificates that runs trust targets by, besides the system's.</summary>
    public string? TargetCaFile { get; init; }

    /// <summary>The proxies that runs go through.</summary>
    public RunProxy Proxy { get; init; } = RunProxy.None;

    /// <summary>This cluster's API server, as runs on Kubernetes targets reach it.</summary>
    public string ClusterUrl { get; init; } = "https://kubernetes.default.svc";

    /// <summary>The least <see cref="PodRetention"/>: until then a pod's name keeps a second run from starting (decision 0002).</summary>
    public static readonly TimeSpan LeastPodRetention = TimeSpan.FromMinutes(1);

    /// <summary>How long a finished pod stays, so that its logs can be read and its name stays taken (decision 0002).</summary>
    public TimeSpan PodRetention { get; init; } = TimeSpan.FromHours(1);

    /// <summary><c>json</c> or <c>text</c>.</summary>
    public string LogFormat { get; init; } = "json";

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Reconciles at once, for each kind.</summary>
    public int Workers { get; init; } = 4;
}
