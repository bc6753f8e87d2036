using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>Gives the operator its rights, from the manifests that the product ships.</summary>
internal static class WorldInstall
{
    public static async Task GrantOperatorAsync(IKubernetesClient admin, CancellationToken cancellationToken)
    {
        await admin.ApplyYamlAsync($"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {"{name: segment-operator}"}
            roleRef: {"{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}"}
            subjects: [{"{kind: ServiceAccount, name: segment-operator, namespace: segment-system}"}]
            """, cancellationToken);
    }
}
