using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Resources.Strategies;

/// <summary>Which strategy a built-in kind follows.</summary>
internal static class StrategyTable
{
    public static IObjectStrategy For(string group, string resource, string kind, FieldType type) => kind switch
    {
        "Namespace" => new NamespaceStrategy(group, resource, kind, type),
        "Pod" => new PodStrategy(group, resource, kind, type),
        "Secret" => new SecretStrategy(group, resource, kind, type),
        "NetworkPolicy" => new NetworkPolicyStrategy(group, resource, kind, type),
        "RoleBinding" or "ClusterRoleBinding" => new RoleBindingStrategy(group, resource, kind, type),
        "Lease" => new LeaseStrategy(group, resource, kind, type),
        "LimitRange" => new LimitRangeStrategy(group, resource, kind, type),
        "CustomResourceDefinition" => new DefinitionStrategy(group, resource, kind, type),
        "ValidatingAdmissionPolicy" or "ValidatingAdmissionPolicyBinding" or "MutatingAdmissionPolicy" or "MutatingAdmissionPolicyBinding" =>
            new AdmissionPolicyStrategy(group, resource, kind, type),
        _ => new BuiltInStrategy(group, resource, kind, type),
    };
}
