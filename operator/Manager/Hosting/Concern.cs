using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.AccessGrants;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Hosting;

/// <summary>Which objects are looked at again when another one changes.</summary>
internal static class Concern
{
    public static IEnumerable<ObjectKey> TargetOf(Approval approval, ApprovalTargetKind kind) =>
        approval.Spec.Target.Kind == kind ? [new ObjectKey(approval.Metadata.Namespace!, approval.Spec.Target.Name)] : [];

    /// <summary>What changes may change what its Approvals are worth.</summary>
    public static Func<T, IEnumerable<ObjectKey>> ApprovalsOf<T>(IServiceProvider services)
        where T : class, IKubernetesObject<T>
    {
        var approvals = services.GetRequiredService<ICache<Approval>>();
        return target => approvals.ByIndex(Indexes.ByTargetUid, target.Metadata.Uid!).Select(ObjectKey.Of);
    }

    /// <summary>The counts are there before the first list, and up to date when the segment is looked at.</summary>
    public static Func<AccessGrant, IEnumerable<ObjectKey>> ThatCount(IServiceProvider services)
    {
        services.GetRequiredService<SegmentLoads>();
        services.GetRequiredService<GovernanceMetrics>();
        return value => [new ObjectKey("", value.Spec.Segment)];
    }

    /// <summary>The guard forgets what it knew before any segment asks it.</summary>
    public static Func<T, IEnumerable<ObjectKey>> EverySegment<T>(IServiceProvider services)
    {
        services.GetRequiredService<AdmissionGuard>();
        var segments = services.GetRequiredService<ICache<Segment>>();
        return _ => segments.List().Select(ObjectKey.Of);
    }

    /// <summary>A segment concerns its sandboxes, and those that are one too many until another goes.</summary>
    public static Func<Segment, IEnumerable<ObjectKey>> OtherSegments(IServiceProvider services)
    {
        var segments = services.GetRequiredService<ICache<Segment>>();
        return changed => segments.List()
            .Where(other => other.Metadata.Name != changed.Metadata.Name && (other.Spec.SandboxOf == changed.Metadata.Name || SegmentChecks.IsTooMany(other)))
            .Select(ObjectKey.Of);
    }

    /// <summary>Whether a segment came, changed its spec, or goes; its status concerns no other.</summary>
    public static bool IsOfItsSpec(CacheChange<Segment> change) =>
        change is not { Before: { } before, After: { } after } || before.Metadata.Uid != after.Metadata.Uid || before.Metadata.Generation != after.Metadata.Generation;

    /// <summary>A segment concerns its requests that have not ended, or not been reviewed.</summary>
    public static Func<Segment, IEnumerable<ObjectKey>> Unfinished(IServiceProvider services)
    {
        var requests = services.GetRequiredService<ICache<DeploymentRequest>>();
        return segment => requests.ByIndex(Indexes.BySegment, segment.Metadata.Name!)
            .Where(request => request.Status?.Phase is not { } phase || !phase.IsTerminal() || EmergencyChanges.IsReviewOpen(request))
            .Select(ObjectKey.Of);
    }

    public static Func<Segment, IEnumerable<ObjectKey>> Unended(IServiceProvider services)
    {
        var grants = services.GetRequiredService<ICache<AccessGrant>>();
        return segment => grants.ByIndex(Indexes.BySegment, segment.Metadata.Name!)
            .Where(grant => grant.Status?.Phase is not { } phase || !phase.IsTerminal() || BreakGlassDesk.KeysOf(grant).Any())
            .Select(ObjectKey.Of);
    }

    /// <summary>A ClusterRole concerns the segments that grant it.</summary>
    public static Func<ClusterRole, IEnumerable<ObjectKey>> ThatNameIt(IServiceProvider services)
    {
        var segments = services.GetRequiredService<ICache<Segment>>();
        return role => segments.List().Where(segment => segment.Spec.Roles.Any(known => known.Kubernetes?.ClusterRole == role.Metadata.Name)).Select(ObjectKey.Of);
    }

    /// <summary>A break-glass that begins or ends concerns the emergency changes that wait for a window.</summary>
    public static Func<AccessGrant, IEnumerable<ObjectKey>> Emergencies(IServiceProvider services)
    {
        var requests = services.GetRequiredService<ICache<DeploymentRequest>>();
        return grant => !grant.Spec.BreakGlass ? [] : requests.ByIndex(Indexes.BySegment, grant.Spec.Segment)
            .Where(request => request is { Spec.BreakGlass: true, Status.Phase: { } phase } && !phase.IsTerminal())
            .Select(ObjectKey.Of);
    }

    /// <summary>A request that ends, or goes, lets the next one of its target start.</summary>
    public static Func<DeploymentRequest, IEnumerable<ObjectKey>> NextInTurn(IServiceProvider services)
    {
        var requests = services.GetRequiredService<ICache<DeploymentRequest>>();
        return request => request.Status?.Target?.Key is { Length: > 0 } key
            ? requests.ByIndex(Indexes.ByTarget, key).Where(other => other.Status?.Phase == DeploymentPhase.Queued).OrderBy(other => other.Status!.Target!.QueuedAt).Take(1).Select(ObjectKey.Of)
            : [];
    }

    /// <summary>The grant of a binding that somebody else changed or removed.</summary>
    public static Func<RoleBinding, IEnumerable<ObjectKey>> TouchedGrant(IServiceProvider services)
    {
        var revocation = new Lazy<GrantRevocation>(services.GetRequiredService<GrantRevocation>);
        return binding => OwnerUid(binding).Any(revocation.Value.IsTaken) ? [] : GrantOf(binding);
    }

    /// <summary>The bindings of grants are the grants' own business; the rest are the operator's rights.</summary>
    public static bool IsNoGrants(CacheChange<RoleBinding> change) =>
        (change.After ?? change.Before)!.Metadata.Labels?.GetValueOrDefault(Names.OwnerKindLabel) != AccessGrant.KindName;

    public static IEnumerable<ObjectKey> SegmentOf(string ns)
    {
        var prefix = Names.IsolationNamespace("");
        return ns.StartsWith(prefix, StringComparison.Ordinal) ? [new ObjectKey("", ns[prefix.Length..])] : [];
    }

    public static IEnumerable<string> OwnerUid(RoleBinding binding) =>
        binding.Metadata.Labels?.GetValueOrDefault(Names.OwnerUidLabel) is { } uid ? [uid] : [];

    private static IEnumerable<ObjectKey> GrantOf(RoleBinding binding)
    {
        var annotations = binding.Metadata.Annotations;
        return binding.Metadata.Labels?.GetValueOrDefault(Names.OwnerKindLabel) == AccessGrant.KindName
            && annotations?.GetValueOrDefault(Names.OwnerNamespaceAnnotation) is { } ns
            && annotations.GetValueOrDefault(Names.OwnerNameAnnotation) is { } name
            ? [new ObjectKey(ns, name)]
            : [];
    }
}
