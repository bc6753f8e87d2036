using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// What another replica can judge a lease by: not its times, which another clock wrote, but for how long, on one's own
/// monotonic clock, it has not changed.
/// </summary>
/// <param name="Version">Its resourceVersion when it was last seen to change.</param>
/// <param name="Since">The monotonic timestamp of that.</param>
internal sealed record ObservedLease(string? Version, long Since)
{
    public static ObservedLease After(ObservedLease? before, Lease lease, TimeProvider time) =>
        before is not null && before.Version == lease.Metadata.ResourceVersion
            ? before
            : new(lease.Metadata.ResourceVersion, time.GetTimestamp());

    /// <summary>How much longer the holder may be silent, having promised to renew within that; nothing if nobody holds it.</summary>
    public TimeSpan Remaining(Lease lease, LeaderElectionOptions options, TimeProvider time)
    {
        if (string.IsNullOrEmpty(lease.Spec?.HolderIdentity))
            return TimeSpan.Zero;
        var promised = TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? 0);
        var left = (promised > options.LeaseDuration ? promised : options.LeaseDuration) - time.GetElapsedTime(Since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
