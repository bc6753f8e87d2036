using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.Benchmarks;

/// <summary>Puts grants into the cluster as the operator would have left them. The policies are out of the way meanwhile.</summary>
internal sealed class GrantSeed(World world, Segment segment)
{
    private const string Isolation = "segment-finance";
    private static readonly ParallelOptions Parallel = new() { MaxDegreeOfParallelism = 16 };
    private static readonly string[] Policies = ["identity", "immutable", "status", "isolation-label", "isolation", "no-entry"];
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private int _number;

    public async Task OpenAsync()
    {
        foreach (var policy in Policies)
            await world.Admin.DeleteAsync<ValidatingAdmissionPolicyBinding>($"segment-operator-{policy}", null, new DeleteOptions(), default);
        // A kube-apiserver judges by them for a moment longer.
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
    }

    public Task CloseAsync() => world.Admin.ApplyFileAsync(WorldInstall.Manifest("admission-policies"));

    public async Task ActiveAsync(int count, DateTimeOffset ends)
    {
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, count), Parallel, async (_, _) =>
        {
            var (grant, binding) = await CreateAsync();
            await ActivateAsync(grant, binding, ends);
        });
    }

    /// <returns>The bindings' names, and when each must go: spread over one second.</returns>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> EndingAsync(int count, DateTimeOffset from)
    {
        var ending = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, count), Parallel, async (index, _) =>
        {
            var ends = new DateTimeOffset(from.Ticks - (from.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero).AddMilliseconds(index * 1000 / count);
            var (grant, binding) = await CreateAsync();
            ending[binding.Metadata.Name!] = ends;
            _names[binding.Metadata.Name!] = grant.Metadata.Name!;
            await ActivateAsync(grant, binding, ends);
        });
        return ending;
    }

    public async Task EndedAsync(int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, count), Parallel, async (_, _) =>
        {
            var grant = await world.Admin.CreateAsync(Grant(), new CreateOptions(), default);
            await WriteAsync(grant, new()
            {
                ObservedGeneration = 1,
                Phase = GrantPhase.Expired,
                Reason = "Expired",
                Message = "The grant's time is over, and the access is gone.",
                ActivatedAt = now.AddDays(-2),
                ExpiresAt = now.AddDays(-1),
                RevokedAt = now.AddDays(-1),
                SegmentUid = segment.Metadata.Uid,
                Conditions = Conditions("Expired", "The grant's time is over, and the access is gone.", "Revoked", "Complete", "Ready"),
            });
        });
    }

    /// <returns>How long after its end the last of these grants was proven to be without access, in milliseconds.</returns>
    public async Task<double> UntilProvenAsync(IReadOnlyDictionary<string, DateTimeOffset> bindings)
    {
        var slowest = 0d;
        var left = bindings.ToDictionary(pair => _names[pair.Key], pair => pair.Value, StringComparer.Ordinal);
        for (var patience = 300; left.Count > 0; patience--)
        {
            foreach (var (name, end) in left.ToList())
            {
                if (await world.Admin.GetAsync<AccessGrant>(name, World.TeamNamespace, default) is not { Status: { Phase: GrantPhase.Expired, Revocation.Proof: { Gone: true, At: { } at } } })
                    break;
                left.Remove(name);
                slowest = Math.Max(slowest, (at - end).TotalMilliseconds);
            }

            if (patience == 0)
                throw new TimeoutException($"{left.Count} revocations were not proven.");
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        return slowest;
    }

    public async Task<IReadOnlyDictionary<string, string?>> VersionsAsync()
    {
        var versions = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (string? next = null; ;)
        {
            var page = await world.Admin.ListAsync<AccessGrant>(new ListOptions { Limit = 2000, Continue = next }, default);
            foreach (var grant in page.Items)
                versions[grant.Metadata.Uid!] = grant.Metadata.ResourceVersion;
            next = page.Metadata?.Continue;
            if (string.IsNullOrEmpty(next))
                return versions;
        }
    }

    private async Task<(AccessGrant Grant, RoleBinding Binding)> CreateAsync()
    {
        var grant = await world.Admin.CreateAsync(Grant(), new CreateOptions(), default);
        var binding = new RoleBinding
        {
            Metadata = new()
            {
                Name = $"grant-{grant.Metadata.Uid}",
                Namespace = Isolation,
                Labels = new(StringComparer.Ordinal)
                {
                    ["app.kubernetes.io/managed-by"] = "segment-operator",
                    ["segment-operator.dev/segment"] = "finance",
                    ["segment-operator.dev/owner-kind"] = "AccessGrant",
                    ["segment-operator.dev/owner-uid"] = grant.Metadata.Uid!,
                },
                Annotations = new(StringComparer.Ordinal)
                {
                    ["segment-operator.dev/owner-namespace"] = grant.Metadata.Namespace!,
                    ["segment-operator.dev/owner-name"] = grant.Metadata.Name!,
                },
            },
            RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "view" },
            Subjects = [new() { Kind = "User", ApiGroup = "rbac.authorization.k8s.io", Name = grant.Spec.Subject.Name }],
        };
        return (grant, await world.Admin.CreateAsync(binding, new CreateOptions(), default));
    }

    private Task ActivateAsync(AccessGrant grant, RoleBinding binding, DateTimeOffset ends)
    {
        var message = $"{grant.Spec.Subject.Name} holds investigator until {ends:u}.";
        return WriteAsync(grant, new()
        {
            ObservedGeneration = 1,
            Phase = GrantPhase.Active,
            Reason = "Active",
            Message = message,
            SegmentUid = segment.Metadata.Uid,
            ActivatedAt = TimeProvider.System.GetUtcNow().AddMinutes(-1),
            ExpiresAt = ends,
            Conditions = Conditions("Active", message, "Active", "Ready"),
            Bindings = [new() { Kind = BindingKind.RoleBinding, Namespace = Isolation, Name = binding.Metadata.Name!, Uid = binding.Metadata.Uid, CreatedAt = binding.Metadata.CreationTimestamp }],
        });
    }

    private static List<Condition> Conditions(string reason, string message, params string[] types)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        return [.. types.Select(type => new Condition { Type = type, Status = "True", Reason = reason, Message = message, ObservedGeneration = 1, LastTransitionTime = now })];
    }

    private Task WriteAsync(AccessGrant grant, AccessGrantStatus status)
    {
        grant.Status = status;
        var json = JsonSerializer.SerializeToNode(grant, AccessGrant.ResourceType.Json)!["status"]!.DeepClone();
        return world.Admin.PatchAsync<AccessGrant>(grant.Metadata.Name!, grant.Metadata.Namespace, Patch.Merge(new JsonObject { ["status"] = json }), new PatchOptions { FieldManager = "segment-operator", Subresource = "status" }, default);
    }

    private AccessGrant Grant()
    {
        var number = Interlocked.Increment(ref _number);
        return new()
        {
            Metadata = new() { Name = $"grant-{number:000000}", Namespace = World.TeamNamespace, Finalizers = ["segment-operator.dev/grant"] },
            Spec = new()
            {
                Segment = "finance",
                Role = "investigator",
                Duration = "1h",
                Justification = "Incident INC-42.",
                Subject = new() { Kind = SubjectKind.User, Name = $"user-{number}" },
                Requester = new() { Username = "alice", Uid = "u-alice", Groups = ["developers"] },
            },
        };
    }
}
