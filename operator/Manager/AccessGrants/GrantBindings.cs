using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Segments.Isolation;
using SegmentOperator.Runtime;
using Subject = SegmentOperator.Kubernetes.Subject;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Access in Kubernetes: a RoleBinding of the grant's own in the isolation namespace, and in those that the role names.</summary>
[Rbac("rbac.authorization.k8s.io", "rolebindings", "get,list,watch,create,patch,delete", Reason = "a grant is a RoleBinding, made when it becomes active and removed when it ends")]
internal sealed class GrantBindings(IKubernetesClient client, ICache<RoleBinding> cache, AccessProof proof) : IGrantAccess
{
    private static readonly ApplyOptions Options = new() { FieldManager = Names.FieldManager, Force = true };

    public bool Serves(AccessRole role) => role.Kubernetes is not null;

    public bool Gave(AccessGrant grant) => grant.Status!.Bindings.All(binding => binding.Kind == BindingKind.RoleBinding);

    public async Task<GivenAccess?> EnsureAsync(AccessGrant grant, Segment segment, AccessRole role, CancellationToken cancellationToken)
    {
        var access = role.Kubernetes!;
        var bindings = new List<GrantBinding>();
        var repaired = new List<string>();
        var known = grant.Status?.Bindings ?? [];
        foreach (var ns in access.Namespaces.Prepend(Segment.NamespaceOf(grant.Spec.Segment)).Distinct(StringComparer.Ordinal))
        {
            var (binding, changed) = await EnsureAsync(Build(grant, access, ns), cancellationToken);
            if (changed && known.Any(item => item.Namespace == ns))
                repaired.Add($"RoleBinding {ns}/{binding.Metadata.Name}");
            bindings.Add(new() { Kind = BindingKind.RoleBinding, Namespace = ns, Name = binding.Metadata.Name!, Uid = binding.Metadata.Uid, CreatedAt = binding.Metadata.CreationTimestamp });
        }

        return new(bindings, repaired);
    }

    public async Task<RevocationProof?> ProveAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken) =>
        await proof.AskAsync(grant, PlacesOf(grant), cancellationToken);

    /// <summary>One request for each namespace, all at once, and nothing before them.</summary>
    public async Task<bool> TakeAwayAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        var places = PlacesOf(grant);
        await Task.WhenAll(places.Select(place => client.DeleteAsync<RoleBinding>(place.Name, place.Namespace, new DeleteOptions(), cancellationToken)));
        // Whatever else carries the grant's uid was made in its name.
        foreach (var other in cache.ByIndex(Indexes.ByOwnerUid, grant.Metadata.Uid!))
        {
            if (!places.Contains((other.Metadata.Namespace!, other.Metadata.Name!)))
                await client.DeleteAsync<RoleBinding>(other.Metadata.Name!, other.Metadata.Namespace, DeleteOptions.Only(other), cancellationToken);
            cache.ObserveDeletion(other);
        }

        return true;
    }

    private static List<(string Namespace, string Name)> PlacesOf(AccessGrant grant) =>
        [.. grant.Status!.Bindings.Where(binding => binding is { Kind: BindingKind.RoleBinding, Namespace: not null }).Select(binding => (binding.Namespace!, binding.Name))
            .Append((Segment.NamespaceOf(grant.Spec.Segment), Names.Grant(grant.Metadata.Uid!))).Distinct()];

    private async Task<(RoleBinding Binding, bool Changed)> EnsureAsync(RoleBinding desired, CancellationToken cancellationToken)
    {
        var live = cache.Get(ObjectKey.Of(desired));
        if (live is not null && !live.IsDeleting() && DesiredState.IsIn(desired, live) && live.Subjects?.Count == 1)
            return (live, false);
        // roleRef cannot be changed: a binding with another one is not ours to keep.
        if (live is not null && (live.RoleRef.Name != desired.RoleRef.Name || live.RoleRef.Kind != desired.RoleRef.Kind))
            await client.DeleteAsync<RoleBinding>(live.Metadata.Name!, live.Metadata.Namespace, DeleteOptions.Only(live), cancellationToken);
        var written = await client.ApplyAsync(desired, Options, cancellationToken);
        cache.ObserveWrite(written);
        return (written, true);
    }

    private static RoleBinding Build(AccessGrant grant, KubernetesAccess access, string ns) => new()
    {
        Metadata = new()
        {
            Name = Names.Grant(grant.Metadata.Uid!),
            Namespace = ns,
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
            Kind = "ClusterRole",
            Name = access.ClusterRole,
        },
        Subjects = [Subject(grant.Spec.Subject)],
    };

    private static Subject Subject(GrantSubject subject) => subject.Kind == SubjectKind.ServiceAccount
        ? new() { Kind = "ServiceAccount", Name = subject.Name, Namespace = subject.Namespace }
        : new() { Kind = subject.Kind.ToString(), ApiGroup = RoleBinding.ResourceType.Group, Name = subject.Name };
}
