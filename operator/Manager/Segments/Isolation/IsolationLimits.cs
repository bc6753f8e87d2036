using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Segments.Isolation;

/// <summary>What an isolation namespace may hold and use, beyond which even the operator is refused.</summary>
internal static class IsolationLimits
{
    public const string Name = "segment-limits";

    /// <summary>Pods that have ended keep their place for a while (decision 0002); they do not count against "pods".</summary>
    public static ResourceQuotaSpec Quota(IsolationSpec spec)
    {
        var hard = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["pods"] = $"{spec.MaxPods}",
            ["services"] = "0",
            ["persistentvolumeclaims"] = "0",
            ["secrets"] = $"{(spec.MaxPods * 2) + 10}",
        };
        if (spec.Limits?.Cpu is { } cpu)
            hard["limits.cpu"] = cpu;
        if (spec.Limits?.Memory is { } memory)
            hard["limits.memory"] = memory;
        if (spec.Limits?.EphemeralStorage is { } storage)
            hard["limits.ephemeral-storage"] = storage;
        return new() { Hard = hard };
    }

    /// <summary>A container that states nothing gets little.</summary>
    public static LimitRangeSpec Range { get; } = new()
    {
        Limits =
        [
            new()
            {
                Type = "Container",
                DefaultRequest = new(StringComparer.Ordinal) { ["cpu"] = "100m", ["memory"] = "128Mi" },
                Default = new(StringComparer.Ordinal) { ["cpu"] = "1", ["memory"] = "512Mi" },
            },
        ],
    };
}
