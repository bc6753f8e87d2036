using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Segments.Isolation;

/// <summary>Creates and keeps the isolation namespace with all that belongs into it, and removes what would open it.</summary>
[Rbac("", "namespaces", "get,list,watch,create,patch,delete", Reason = "each segment has an isolation namespace of its own")]
[Rbac("", "serviceaccounts,resourcequotas,limitranges", "get,list,watch", Reason = "drift in isolation namespaces is noticed")]
[Rbac("networking.k8s.io", "networkpolicies", "get,list,watch", Reason = "drift in isolation namespaces is noticed")]
[Rbac("rbac.authorization.k8s.io", "rolebindings", "get,list,watch,create,patch", Reason = "the operator binds its own rights in an isolation namespace, and what grants and runs name; what it may bind is limited by 'bind'")]
[Rbac("rbac.authorization.k8s.io", "clusterroles", "bind", ResourceNames = Names.IsolationClusterRole, Reason = "the operator's rights inside isolation namespaces are bound there, namespace by namespace")]
[Rbac("", "serviceaccounts,resourcequotas,limitranges", "create,patch", Role = Names.IsolationClusterRole, Reason = "the isolation namespace is kept as declared")]
[Rbac("networking.k8s.io", "networkpolicies", "create,patch,delete", Role = Names.IsolationClusterRole, Reason = "the isolation namespace is kept as declared; a policy that somebody adds would open it and is removed")]
internal sealed class IsolationKeeper(
    IKubernetesClient client,
    ManagerOptions options,
    ICache<Namespace> namespaceCache,
    ICache<NetworkPolicy> networkPolicies,
    IsolationApplier<Namespace> namespaces,
    IsolationApplier<RoleBinding> roleBindings,
    IsolationApplier<ServiceAccount> serviceAccounts,
    IsolationApplier<NetworkPolicy> policies,
    IsolationApplier<ResourceQuota> quotas,
    IsolationApplier<LimitRange> limits)
{
    /// <summary>A namespace of that name that somebody else made. The operator does not take it over.</summary>
    public SegmentProblem? Obstacle(Segment segment)
    {
        var name = Names.IsolationNamespace(segment.Metadata.Name!);
        var found = namespaceCache.Get(new ObjectKey("", name));
        var ours = found?.Metadata.Labels?.GetValueOrDefault(Names.SegmentLabel) == segment.Metadata.Name || segment.Status?.Namespace == name;
        return found switch
        {
            null => null,
            { Metadata.DeletionTimestamp: not null } => new("NamespaceTerminating", $"The namespace {name} is still being deleted; its successor is created when it is gone."),
            _ when !ours => new("NamespaceTaken", $"The namespace {name} exists and is not this segment's. Delete it, or give the segment another name."),
            _ => null,
        };
    }

    /// <summary>Brings the namespace in line. The network is closed before anything could run in it.</summary>
    /// <returns>What was not as it should be, in words; on a new segment, everything.</returns>
    public async Task<IReadOnlyList<string>> EnsureAsync(Segment segment, CancellationToken cancellationToken)
    {
        var repaired = new List<string>();
        void Note(string what, string? wrong)
        {
            if (wrong is not null)
                repaired.Add($"{what} {wrong}");
        }

        Note("Namespace", await namespaces.EnsureAsync(IsolationObjects.Namespace(segment), cancellationToken));
        Note("the operator's RoleBinding", await roleBindings.EnsureAsync(IsolationObjects.OperatorBinding(segment, options.Namespace, options.ServiceAccount), cancellationToken));
        Note($"NetworkPolicy {IsolationNetwork.DefaultDeny}", await policies.EnsureAsync(IsolationObjects.Closed(segment), cancellationToken));
        Note($"NetworkPolicy {IsolationNetwork.Declared}", await policies.EnsureAsync(IsolationObjects.Declared(segment), cancellationToken));
        Note("ResourceQuota", await quotas.EnsureAsync(IsolationObjects.Quota(segment), cancellationToken));
        Note("LimitRange", await limits.EnsureAsync(IsolationObjects.Limits(segment), cancellationToken));
        Note("the runner's ServiceAccount", await serviceAccounts.EnsureAsync(IsolationObjects.Runner(segment), cancellationToken));
        foreach (var foreign in Foreign(segment))
        {
            // Network policies add up: one more can only open what the segment keeps closed.
            if (await client.DeleteAsync<NetworkPolicy>(foreign.Metadata.Name!, foreign.Metadata.Namespace, DeleteOptions.Only(foreign), cancellationToken))
                repaired.Add($"NetworkPolicy {foreign.Metadata.Name} was added");
            networkPolicies.ObserveDeletion(foreign);
        }

        return repaired;
    }

    private IEnumerable<NetworkPolicy> Foreign(Segment segment)
    {
        var ns = Names.IsolationNamespace(segment.Metadata.Name!);
        return networkPolicies.ByIndex(Indexes.ByNamespace, ns)
            .Where(policy => policy.Metadata.Name is not (IsolationNetwork.DefaultDeny or IsolationNetwork.Declared) && policy.Metadata.DeletionTimestamp is null);
    }
}
