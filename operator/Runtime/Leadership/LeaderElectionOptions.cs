namespace SegmentOperator.Runtime;

/// <summary>How the leader is chosen among replicas.</summary>
public sealed class LeaderElectionOptions
{
    /// <summary>Off: this process always acts. Only for one replica on a test machine.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Namespace of the lease.</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>Name of the lease.</summary>
    public string Name { get; set; } = "segment-operator";

    /// <summary>Who we are; must differ between replicas and between restarts of one.</summary>
    public string Identity { get; set; } = "";

    /// <summary>After how long of silence others may take the lease over.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>After how long without a renewal the leader gives up; less than <see cref="LeaseDuration"/>.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between attempts; less than <see cref="RenewDeadline"/>.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);
}
