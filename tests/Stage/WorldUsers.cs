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

    /// <summary>A manager; approves.</summary>
    public static DevClusterUser Carol { get; } = new("carol", "carol-token", "u-carol", ["managers"]);

    /// <summary>Looks after security; approves.</summary>
    public static DevClusterUser Dave { get; } = new("dave", "dave-token", "u-dave", ["security"]);

    /// <summary>A developer who manages, too; may approve what others ask for.</summary>
    public static DevClusterUser Erin { get; } = new("erin", "erin-token", "u-erin", ["developers", "managers", "security"]);

    /// <summary>The account of a Git sync controller.</summary>
    public static DevClusterUser Argo { get; } = new("argocd", "argocd-token", "u-argocd", ["gitops"]);

    public static IReadOnlyList<DevClusterUser> All { get; } = [Alice, Bob, Mallory, Carol, Dave, Erin, Argo];
}
