using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.AccessGrants;
using SegmentOperator.Manager.AccessGrants.Salesforce;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Governance;

/// <summary>
/// Looks for access that no grant explains: bindings in the isolation namespace, and assignments without an end of the permission sets
/// that the segment grants. It reports; a binding that passes for a grant's is removed.
/// </summary>
internal sealed class StandingAccess(IKubernetesClient client, ICache<AccessGrant> grants, OrgAccess orgs, SecretReaders secrets, IEventRecorder events, TimeProvider clock)
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);

    /// <summary>What could not be looked at is looked at again after this.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, long? Generation, StandingAccessReport Report)> _known = new(StringComparer.Ordinal);

    public async Task<StandingAccessReport> LookAsync(Segment segment, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(segment.Metadata.Uid!, out var known) && known.Generation == segment.Metadata.Generation && now - known.At < (known.Report.Unknown is null ? Often : Soon) && now >= known.At)
            return known.Report;
        var (found, readers, unknown) = (new List<string>(), (IReadOnlyList<string>)[], new List<string>());
        await TryAsync(async () =>
        {
            var ns = Segment.NamespaceOf(segment.Metadata.Name!);
            var bindings = (await client.ListAsync<RoleBinding>(new ListOptions { Namespace = ns }, cancellationToken)).Items;
            found.AddRange(await BindingsAsync(segment, ns, bindings, cancellationToken));
            readers = await secrets.FindAsync(ns, bindings, cancellationToken);
        });
        await TryAsync(async () => found.AddRange(await AssignmentsAsync(segment, cancellationToken)));

        var report = new StandingAccessReport(found, readers, unknown.Count == 0 ? null : string.Join(" ", unknown));
        _known[segment.Metadata.Uid!] = (now, segment.Metadata.Generation, report);
        return report;

        // What cannot be asked does not hide what the other was found to give.
        async Task TryAsync(Func<Task> look)
        {
            try
            {
                await look();
            }
            catch (Exception e) when (e is KubernetesException or KubernetesUnreachableException or GrantAccessException)
            {
                unknown.Add(e.Message);
            }
        }
    }

    private async Task<IEnumerable<string>> BindingsAsync(Segment segment, string ns, IEnumerable<RoleBinding> bindings, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var binding in bindings)
        {
            var name = binding.Metadata.Name!;
            var uid = name.StartsWith(Names.Grant(""), StringComparison.Ordinal) ? name[Names.Grant("").Length..] : null;
            // The operator's own is kept as declared by its name; a label explains nothing.
            if (uid is null ? name == Names.FieldManager : grants.ByIndex(Indexes.ByUid, uid).Any(grant => grant.Status is { ActivatedAt: not null, RevokedAt: null }))
                continue;
            if (uid is not null && await client.DeleteAsync<RoleBinding>(name, ns, DeleteOptions.Only(binding), cancellationToken))
            {
                events.Record(segment, EventType.Warning, "BindingUndone", $"The RoleBinding {ns}/{name} passed for that of a grant which is not active; it is removed.");
                continue;
            }

            found.Add($"RoleBinding {ns}/{name} gives {binding.RoleRef.Name} to {string.Join(", ", binding.Subjects?.Select(subject => subject.Name) ?? [])}");
        }

        return found;
    }

    private async Task<IEnumerable<string>> AssignmentsAsync(Segment segment, CancellationToken cancellationToken)
    {
        var roles = segment.Spec.Roles.Select(role => role.Salesforce).OfType<SalesforceAccess>().ToList();
        if (roles.Count == 0 || segment.Spec.Target?.Salesforce is not { } org)
            return [];
        var explained = grants.ByIndex(Indexes.BySegment, segment.Metadata.Name!).Where(grant => grant.Status is { ActivatedAt: not null, RevokedAt: null })
            .SelectMany(grant => grant.Status!.Bindings).Select(binding => binding.Uid).ToHashSet(StringComparer.Ordinal);
        var standing = await orgs.UseAsync(org, session => PermissionSets.StandingAsync(session, roles, cancellationToken), cancellationToken);
        return standing.Where(one => !explained.Contains(one.Id)).Select(one => one.Description);
    }
}

/// <summary>What was found.</summary>
/// <param name="Found">Access that no grant explains, in words.</param>
/// <param name="Readers">Bindings through which others read Secrets of the isolation namespace, in words.</param>
/// <param name="Unknown">Why not everything could be looked at; null when it could.</param>
internal sealed record StandingAccessReport(IReadOnlyList<string> Found, IReadOnlyList<string> Readers, string? Unknown);
