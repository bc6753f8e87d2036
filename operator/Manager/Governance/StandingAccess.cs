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
internal sealed class StandingAccess(IKubernetesClient client, ICache<AccessGrant> grants, OrgAccess orgs, IEventRecorder events, TimeProvider clock)
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, long? Generation, StandingAccessReport Report)> _known = new(StringComparer.Ordinal);

    public async Task<StandingAccessReport> LookAsync(Segment segment, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(segment.Metadata.Uid!, out var known) && known.Generation == segment.Metadata.Generation && now - known.At < Often && now >= known.At)
            return known.Report;
        var found = new List<string>();
        string? unknown = null;
        try
        {
            found.AddRange(await BindingsAsync(segment, cancellationToken));
            found.AddRange(await AssignmentsAsync(segment, cancellationToken));
        }
        catch (Exception e) when (e is KubernetesException or KubernetesUnreachableException or GrantAccessException)
        {
            unknown = e.Message;
        }

        var report = new StandingAccessReport(found, unknown);
        _known[segment.Metadata.Uid!] = (now, segment.Metadata.Generation, report);
        return report;
    }

    private async Task<IEnumerable<string>> BindingsAsync(Segment segment, CancellationToken cancellationToken)
    {
        var ns = Segment.NamespaceOf(segment.Metadata.Name!);
        var found = new List<string>();
        foreach (var binding in (await client.ListAsync<RoleBinding>(new ListOptions { Namespace = ns }, cancellationToken)).Items)
        {
            var (name, labels) = (binding.Metadata.Name!, binding.Metadata.Labels);
            var uid = name.StartsWith(Names.Grant(""), StringComparison.Ordinal) ? name[Names.Grant("").Length..] : null;
            var explained = uid is null
                ? labels?.GetValueOrDefault(Names.ManagedByLabel) == Names.FieldManager
                : grants.ByIndex(Indexes.ByUid, uid).Any(grant => grant.Status is { ActivatedAt: not null, RevokedAt: null });
            if (explained)
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
        var sets = segment.Spec.Roles.Select(role => role.Salesforce?.PermissionSet).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (sets.Count == 0 || segment.Spec.Target?.Salesforce is not { } org)
            return [];
        var rows = await orgs.UseAsync(org, session => session.QueryAsync("SELECT Id, ExpirationDate, Assignee.Username, PermissionSet.Name FROM PermissionSetAssignment", cancellationToken), cancellationToken);
        var explained = grants.ByIndex(Indexes.BySegment, segment.Metadata.Name!).Where(grant => grant.Status is { ActivatedAt: not null, RevokedAt: null })
            .SelectMany(grant => grant.Status!.Bindings).Select(binding => binding.Uid).ToHashSet(StringComparer.Ordinal);
        return rows
            .Where(row => row["ExpirationDate"] is null && !explained.Contains(row["Id"]?.ToString()) && sets.Contains(row["PermissionSet"]?["Name"]?.ToString() ?? ""))
            .Select(row => $"{row["Assignee"]?["Username"]} holds the permission set {row["PermissionSet"]?["Name"]} without an end");
    }
}

/// <summary>What was found.</summary>
/// <param name="Found">In words.</param>
/// <param name="Unknown">Why not everything could be looked at; null when it could.</param>
internal sealed record StandingAccessReport(IReadOnlyList<string> Found, string? Unknown);
