using SegmentOperator.DevCluster.Admission.Policies;
using SegmentOperator.DevCluster.Admission.PodSecurity;
using SegmentOperator.DevCluster.Admission.Quotas;
using SegmentOperator.DevCluster.Security.Rbac;

namespace SegmentOperator.DevCluster.Admission;

/// <summary>The chain of admission plugins, in order.</summary>
internal static class AdmissionRoom
{
    public static IReadOnlyList<IAdmissionPlugin> CreateChain(ClusterContext cluster) =>
    [
        new NamespaceLifecycle(cluster),
        new LimitRanger(cluster),
        new ServiceAccountAdmission(cluster),
        new PodDefaults(),
        new Escalation(cluster, new RuleResolver(cluster)),
        new PodSecurityAdmission(cluster),
        new MutatingPolicyAdmission(cluster),
        new ValidatingPolicyAdmission(cluster),
        new QuotaAdmission(cluster),
    ];

    /// <summary>Lets every plugin change the write; once more when a policy changed what the others saw.</summary>
    public static void Mutate(this IReadOnlyList<IAdmissionPlugin> chain, AdmissionAttributes attributes)
    {
        foreach (var plugin in chain)
            plugin.Mutate(attributes);
        if (!attributes.NeedsReinvocation)
            return;
        attributes.IsReinvocation = true;
        foreach (var plugin in chain)
            plugin.Mutate(attributes);
    }
}
