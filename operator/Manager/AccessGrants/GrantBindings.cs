using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Segments.Isolation;
using SegmentOperator.Runtime;
using Subject = SegmentOperator.Kubernetes.Subject;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Gives and takes a grant's access: one RoleBinding of the grant's own in the isolation namespace.</summary>
[Rbac("rbac.authorization.k8s.io", "rolebindings", "get,list,watch,create,patch,delete", Reason = "a grant is a RoleBinding, made when it becomes active and removed when it ends")]
[Rbac("rbac.authorization.k8s.io", "roles", "bind", Role = Names.IsolationClusterRole, Reason = "a grant may name a Role of the isolation namespace")]
internal sealed class GrantBindings(IKubernetesClient client, ICache<RoleBinding> cache)
{
    private static readonly ApplyOptions Options = new() { FieldManager = Names.FieldManager, Force = true };

    /// <summary>Sees to it that the binding is as it should be.</summary>
    /// <returns>The binding, and whether somebody had removed or changed it.</returns>
    public async Task<(RoleBinding Binding, bool Repaired)> EnsureAsync(AccessGrant grant, KubernetesAccess access, CancellationToken cancellationToken)
    {
        var desired = Build(grant, access);
        var live = cache.Get(ObjectKey.Of(desired));
        if (live is not null && !live.IsDeleting() && DesiredState.IsIn(desired, live) && live.Subjects?.Count == 1)
            return (live, false);
        // roleRef cannot be changed: a binding with another one is not ours to keep.
        if (live is not null && (live.RoleRef.Name != desired.RoleRef.Name || live.RoleRef.Kind != desired.RoleRef.Kind))
            await client.DeleteAsync<RoleBinding>(live.Metadata.Name!, live.Metadata.Namespace, DeleteOptions.Only(live), cancellationToken);
        var written = await client.ApplyAsync(desired, Options, cancellationToken);
        cache.ObserveWrite(written);
        return (written, grant.Status?.Bindings.Count > 0);
    }

    /// <summary>Removes every binding that carries the grant's UID, wherever it is, and asks whether the grant's own is gone.</summary>
    public async Task RemoveAsync(AccessGrant grant, CancellationToken cancellationToken)
    {
        var (name, ns) = (Names.Grant(grant.Metadata.Uid!), Segment.NamespaceOf(grant.Spec.Segment));
        await client.DeleteAsync<RoleBinding>(name, ns, new DeleteOptions(), cancellationToken);
        foreach (var other in cache.ByIndex(Indexes.ByOwnerUid, grant.Metadata.Uid!))
        {
            if (other.Metadata.Name != name || other.Metadata.Namespace != ns)
                await client.DeleteAsync<RoleBinding>(other.Metadata.Name!, other.Metadata.Namespace, DeleteOptions.Only(other), cancellationToken);
            cache.ObserveDeletion(other);
        }

        if (await client.FindAsync<RoleBinding>(name, ns, cancellationToken) is not null)
            throw new InvalidOperationException($"The RoleBinding {ns}/{name} is still there after it was deleted; something holds it back (a finalizer?).");
    }

    private static RoleBinding Build(AccessGrant grant, KubernetesAccess access) => new()
    {
        Metadata = new()
        {
            Name = Names.Grant(grant.Metadata.Uid!),
            Namespace = Segment.NamespaceOf(grant.Spec.Segment),
            Labels = new(StringComparer.Ordinal)
            {
                [Names.ManagedByLabel] = Names.FieldManager,
                [Names.SegmentLabel] = grant.Spec.Segment,
                [Names.OwnerKindLabel] = AccessGrant.KindName,
                [Names.OwnerUidLabel] = grant.Metadata.Uid!,
            },
            Annotations = new(StringComparer.Ordinal)
            {
                [Names.OwnerNamespaceAnnotation] = grant.Metadata.Namespace!,
                [Names.OwnerNameAnnotation] = grant.Metadata.Name!,
            },
        },
        RoleRef = new()
        {
            ApiGroup = RoleBinding.ResourceType.Group,
            Kind = access.ClusterRole is null ? "Role" : "ClusterRole",
            Name = access.ClusterRole ?? access.Role!,
        },
        Subjects = [Subject(grant.Spec.Subject)],
    };

    private static Subject Subject(GrantSubject subject) => subject.Kind == SubjectKind.ServiceAccount
        ? new() { Kind = "ServiceAccount", Name = subject.Name, Namespace = subject.Namespace }
        : new() { Kind = subject.Kind.ToString(), ApiGroup = RoleBinding.ResourceType.Group, Name = subject.Name };
}
