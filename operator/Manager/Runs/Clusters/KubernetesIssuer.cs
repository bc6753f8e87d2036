using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Manager.Segments;
using SegmentOperator.RunContract;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Runs.Clusters;

/// <summary>
/// Tokens of this cluster: each run gets a ServiceAccount of its own, bound in the target's namespaces, and a token bound to its pod
/// (KEP-1205). Account and bindings go when the run ends, and the token with them.
/// </summary>
[Rbac("", "serviceaccounts", "create,delete", Role = Names.IsolationClusterRole, Reason = "each run on a Kubernetes target has a ServiceAccount of its own")]
[Rbac("", "serviceaccounts/token", "create", Role = Names.IsolationClusterRole, Reason = "a run's token is bound to its pod")]
[Rbac("", "configmaps", "get", ResourceNames = RootCa, Role = Names.IsolationClusterRole, Reason = "a run trusts the cluster's own certificate authority")]
[Rbac("rbac.authorization.k8s.io", "rolebindings", "create,delete", Reason = "a run's rights in its target's namespaces are bound for the run's time")]
[Rbac("rbac.authorization.k8s.io", "clusterroles", "bind", ResourceNames = "edit,view", Reason = "the roles that runs and grants may hold; the chart's grantableClusterRoles adds others")]
internal sealed class KubernetesIssuer(
    IKubernetesClient client,
    ICache<RoleBinding> bindings,
    ManagerOptions options,
    TimeProvider clock) : ICredentialIssuer
{
    private const string RootCa = "kube-root-ca.crt";

    /// <summary>The API server issues no token for less (TokenRequest, expirationSeconds).</summary>
    private static readonly TimeSpan ShortestToken = TimeSpan.FromMinutes(10);

    public bool NeedsPod => true;

    public bool Serves(string targetKey) => targetKey.StartsWith(SegmentFacts.KubernetesTarget, StringComparison.Ordinal);

    public async Task<string> PrepareAsync(Segment segment, RunName run, CancellationToken cancellationToken)
    {
        var target = segment.Spec.Target!.Kubernetes!;
        if (target.Server is not null)
            throw new CredentialException(SegmentChecks.TargetNotServed, "This version deploys to its own cluster only; remove spec.target.kubernetes.server.", isFinal: true);
        try
        {
            // A token can be bound to a pod only by the pod's own ServiceAccount, so the account comes first.
            await CreateAsync(Account(run, segment), cancellationToken);
            foreach (var ns in target.Namespaces)
            {
                if (await CreateAsync(Binding(run, segment, ns, target.ClusterRole), cancellationToken) is { } created)
                    bindings.ObserveWrite(created);
            }
        }
        catch (KubernetesException e) when (e.IsForbidden && e.Message.Contains("attempting to grant RBAC permissions", StringComparison.Ordinal))
        {
            // The API server's own words list every rule of the role.
            throw new CredentialException("TargetRefused", $"spec.target.kubernetes.clusterRole: the operator may not bind {target.ClusterRole} in {string.Join(", ", target.Namespaces)}. It may bind edit, view and what grantableClusterRoles of its chart names; add it there, or name another. It goes on by itself.", isFinal: false, e);
        }
        catch (KubernetesException e) when (e.IsForbidden || e.IsNotFound)
        {
            throw new CredentialException("TargetRefused", $"The target's namespaces cannot be opened for the run: {e.Message}", isFinal: false, e);
        }

        return run.Name;
    }

    public async Task<IssuedRun> IssueAsync(Segment segment, DeploymentRequest request, RunName run, Pod? pod, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var target = segment.Spec.Target!.Kubernetes!;
        try
        {
            var now = clock.GetUtcNow();
            var lifetime = TimeSpan.FromSeconds(Math.Max(ShortestToken.TotalSeconds, pod.Spec?.ActiveDeadlineSeconds ?? 0));
            var token = await client.CreateTokenAsync(run.Name, run.Namespace, Request(target, pod, lifetime), cancellationToken);
            var authority = await client.FindAsync<ConfigMap>(RootCa, run.Namespace, cancellationToken);
            var status = token.Status ?? throw new CredentialException("CouldNotMint", "The API server answered a token request without a token.", isFinal: false);
            return new IssuedRun(
                new RunCredential(status.Token, $"system:serviceaccount:{run.Namespace}:{run.Name}", now, status.ExpirationTimestamp ?? now + lifetime, RevokeAt: null),
                new RunTarget { Kubernetes = new() { Server = options.ClusterUrl, Namespaces = target.Namespaces } },
                authority?.Data?.GetValueOrDefault("ca.crt"));
        }
        catch (KubernetesException e) when (e.IsForbidden || e.IsNotFound)
        {
            throw new CredentialException("CouldNotMint", $"The run's token could not be had: {e.Message}", isFinal: false, e);
        }
    }

    public async Task RevokeAsync(RunName run, HandedOver? handedOver, CancellationToken cancellationToken)
    {
        foreach (var binding in bindings.ByIndex(Indexes.ByOwnerUid, run.RequestUid))
            await client.DeleteAsync<RoleBinding>(binding.Metadata.Name!, binding.Metadata.Namespace, DeleteOptions.Only(binding), cancellationToken);
        await client.DeleteAsync<ServiceAccount>(run.Name, run.Namespace, new DeleteOptions(), cancellationToken);
    }

    /// <returns>Null when it existed: it was created before a restart.</returns>
    private async Task<T?> CreateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        try
        {
            return await client.CreateAsync(value, new CreateOptions { FieldManager = Names.FieldManager }, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            return null;
        }
    }

    private static TokenRequest Request(KubernetesTarget target, Pod pod, TimeSpan lifetime) => new()
    {
        Spec = new()
        {
            Audiences = target.Audiences.Count > 0 ? [.. target.Audiences] : null,
            ExpirationSeconds = (long)lifetime.TotalSeconds,
            BoundObjectRef = new() { ApiVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
        },
    };

    private static ServiceAccount Account(RunName run, Segment segment) => new()
    {
        Metadata = Meta(run, segment, run.Namespace),
        AutomountServiceAccountToken = false,
    };

    private static RoleBinding Binding(RunName run, Segment segment, string ns, string clusterRole) => new()
    {
        Metadata = Meta(run, segment, ns),
        RoleRef = new() { ApiGroup = RoleBinding.ResourceType.Group, Kind = "ClusterRole", Name = clusterRole },
        Subjects = [new() { Kind = "ServiceAccount", Name = run.Name, Namespace = run.Namespace }],
    };

    private static ObjectMeta Meta(RunName run, Segment segment, string ns) => new()
    {
        Name = run.Name,
        Namespace = ns,
        Labels = new(StringComparer.Ordinal)
        {
            [Names.ManagedByLabel] = Names.FieldManager,
            [Names.SegmentLabel] = segment.Metadata.Name!,
            [Names.OwnerKindLabel] = DeploymentRequest.KindName,
            [Names.OwnerUidLabel] = run.RequestUid,
        },
    };
}
