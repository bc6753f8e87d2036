using SegmentOperator.DevCluster;

namespace SegmentOperator.Stage;

/// <summary>The people of the world.</summary>
public static class WorldUsers
{
    /// <summary>Develops for revenue; may ask for deployments and access.</summary>
    public static DevClusterUser Alice { get; } = new("alice", "alice-token", "u-alice", ["developers"]);

    /// <summary>Investigates incidents; gets access for a while.</summary>
    public static DevClusterUser Bob { get; } = new("bob", "bob-token", "u-bob", ["investigators"]);

    /// <summary>In no persona.</summary>
    public static DevClusterUser Mallory { get; } = new("mallory", "mallory-token", "u-mallory", ["guests"]);

    public static IReadOnlyList<DevClusterUser> All { get; } = [Alice, Bob, Mallory];
}
