namespace SegmentOperator.Stage;

/// <summary>How a world is set up.</summary>
public sealed record WorldOptions
{
    /// <summary>Where kubeconfigs and logs go.</summary>
    public required string Directory { get; init; }

    /// <summary>The API server's port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>How long the org works on one deployment.</summary>
    public TimeSpan DeployDuration { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Makes uids, and with them the calls that a storm strikes, the same in each run; null for others each time.</summary>
    public int? Seed { get; init; }

    /// <summary>Receives what the cluster finds notable.</summary>
    public Action<string>? Log { get; init; }
}
