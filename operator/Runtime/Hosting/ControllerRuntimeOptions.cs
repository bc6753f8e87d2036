namespace SegmentOperator.Runtime;

/// <summary>How the runtime behaves.</summary>
public sealed class ControllerRuntimeOptions
{
    /// <summary>Who the leader is.</summary>
    public LeaderElectionOptions LeaderElection { get; } = new();

    /// <summary>Address of <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>, host:port; port 0 picks one; null: not served.</summary>
    public string? HealthAddress { get; set; }

    /// <summary>Name of this program in Events (reportingController).</summary>
    public string ControllerName { get; set; } = "segment-operator.dev/operator";

    /// <summary>Name of this replica in Events (reportingInstance).</summary>
    public string InstanceName { get; set; } = "";

    /// <summary>How long one reconcile may take.</summary>
    public TimeSpan ReconcileTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an orderly stop may take.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server keeps a watch open.</summary>
    public TimeSpan WatchTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Begin watches with the present state where the server can do that; else it is listed in pages.</summary>
    public bool StreamingLists { get; set; } = true;

    /// <summary>Objects per page of a list.</summary>
    public int ListPageSize { get; set; } = 500;

    /// <summary>How many requests a second controllers may make on average, reads and writes together; 0: any number.</summary>
    public double RequestsPerSecond { get; set; } = 1000;

    /// <summary>How many they may make at once after a rest.</summary>
    public int RequestBurst { get; set; } = 2000;

    /// <summary>The process' randomness: jitter only, nothing secret.</summary>
    public Random? Jitter { get; set; }
}
