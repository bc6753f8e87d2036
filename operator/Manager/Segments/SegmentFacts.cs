using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Segments;

/// <summary>What follows from a segment's spec alone.</summary>
/// <param name="Posture">The posture that applies.</param>
/// <param name="SessionTimeout">The longest session, and the longest that a run's credential may live.</param>
/// <param name="TargetKey">What identifies the target; null without a target.</param>
internal sealed record SegmentFacts(Posture Posture, TimeSpan SessionTimeout, string? TargetKey)
{
    /// <summary>What the key of a Salesforce org begins with.</summary>
    public const string SalesforceTarget = "salesforce/";

    /// <summary>What the key of a cluster's namespaces begins with.</summary>
    public const string KubernetesTarget = "kubernetes/";

    public static SegmentFacts Of(Segment segment)
    {
        var spec = segment.Spec;
        var demanded = spec.Frameworks.MinimumPosture();
        var posture = spec.Posture ?? (demanded > Posture.Standard ? demanded : Posture.Standard);
        var stated = Durations.TryParse(spec.Authentication?.SessionTimeout, out var timeout) ? timeout : LongestSession(posture);
        return new(posture, stated, KeyOf(spec.Target, segment.Metadata.Name!));
    }

    /// <summary>The longest session that a posture allows.</summary>
    public static TimeSpan LongestSession(Posture posture) => posture switch
    {
        Posture.Minimal => TimeSpan.FromHours(8),
        Posture.Standard => TimeSpan.FromHours(2),
        _ => TimeSpan.FromMinutes(30),
    };

    /// <summary>Whether people have to approve before anything happens here.</summary>
    public static bool DemandsApproval(Segment segment) =>
        segment.Spec.Approvals is { Roles.Count: > 0 } || Of(segment).Posture == Posture.Strict;

    /// <summary>Two segments with one org share its turn; two users of one org do, too.</summary>
    private static string? KeyOf(TargetSpec? target, string segment) => target switch
    {
        { Salesforce: { } org } => SalesforceTarget + new Uri(org.InstanceUrl ?? org.LoginUrl).Authority.ToLowerInvariant() + (org.InstanceUrl is null ? "/" + org.Username : ""),
        { Kubernetes: { } cluster } => $"{KubernetesTarget}{cluster.Server ?? "in-cluster"}/{(cluster.Namespaces.Count > 0 ? string.Join(',', cluster.Namespaces.Order(StringComparer.Ordinal)) : segment)}",
        _ => null,
    };
}
