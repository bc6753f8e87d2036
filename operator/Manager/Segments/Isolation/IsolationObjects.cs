using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Segments.Isolation;

/// <summary>The objects that make a segment's isolation namespace, as they should be. Pure.</summary>
internal static class IsolationObjects
{
    private const string Restricted = "restricted";

    public static Namespace Namespace(Segment segment)
    {
        var labels = Labels(segment);
        foreach (var mode in (string[])["enforce", "audit", "warn"])
        {
            labels[$"pod-security.kubernetes.io/{mode}"] = Restricted;
            labels[$"pod-security.kubernetes.io/{mode}-version"] = "latest";
        }

        return new() { Metadata = new() { Name = Names.IsolationNamespace(segment.Metadata.Name!), Labels = labels } };
    }

    /// <summary>The operator's own rights in the namespace, by name and nowhere else.</summary>
    public static RoleBinding OperatorBinding(Segment segment, string operatorNamespace, string operatorAccount) => new()
    {
        Metadata = Meta(segment, Names.FieldManager),
        RoleRef = new() { ApiGroup = RoleBinding.ResourceType.Group, Kind = "ClusterRole", Name = Names.IsolationClusterRole },
        Subjects = [new() { Kind = "ServiceAccount", Name = operatorAccount, Namespace = operatorNamespace }],
    };

    public static ServiceAccount Runner(Segment segment) => new()
    {
        Metadata = Meta(segment, Names.RunnerServiceAccount),
        AutomountServiceAccountToken = false,
    };

    public static NetworkPolicy Closed(Segment segment) =>
        new() { Metadata = Meta(segment, IsolationNetwork.DefaultDeny), Spec = IsolationNetwork.Closed };

    public static NetworkPolicy Declared(Segment segment) =>
        new() { Metadata = Meta(segment, IsolationNetwork.Declared), Spec = IsolationNetwork.Open(segment.Spec) };

    public static ResourceQuota Quota(Segment segment) =>
        new() { Metadata = Meta(segment, IsolationLimits.Name), Spec = IsolationLimits.Quota(segment.Spec.Isolation ?? new()) };

    public static LimitRange Limits(Segment segment) =>
        new() { Metadata = Meta(segment, IsolationLimits.Name), Spec = IsolationLimits.Range };

    private static ObjectMeta Meta(Segment segment, string name) =>
        new() { Name = name, Namespace = Names.IsolationNamespace(segment.Metadata.Name!), Labels = Labels(segment) };

    private static Dictionary<string, string> Labels(Segment segment) => new(StringComparer.Ordinal)
    {
        [Names.ManagedByLabel] = Names.FieldManager,
        [Names.SegmentLabel] = segment.Metadata.Name!,
    };
}
