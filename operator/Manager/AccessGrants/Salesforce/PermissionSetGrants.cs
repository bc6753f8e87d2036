using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;
using static SegmentOperator.Manager.AccessGrants.Salesforce.PermissionSets;

namespace SegmentOperator.Manager.AccessGrants.Salesforce;

/// <summary>
/// Access in Salesforce: the assignment of a permission set or group, which expires in the org by itself where the set can carry an expiry,
/// and is deleted by the operator in any case. An org knows one assignment for a user and a set: grants that overlap share it, it lasts as
/// long as the longest of them, and the last one that ends takes it away.
/// </summary>
internal sealed class PermissionSetGrants(OrgAccess orgs, OrgWork work, ICache<AccessGrant> grants, ICache<Segment> segments, IEventRecorder events, TimeProvider clock) : IGrantAccess, IDisposable
{
    /// <summary>Grants for which this process has asked an org and assigned nothing yet. Unknown after a restart.</summary>
    private readonly ConcurrentDictionary<string, bool> _untouched = new(StringComparer.Ordinal);

    /// <summary>Two grants that begin or end at once would otherwise not see what the other does to their one assignment.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    public bool Serves(AccessRole role) => role.Salesforce is not null;

    public bool Gave(AccessGrant grant) => grant.Status!.Bindings.Any(binding => binding.Kind == BindingKind.PermissionSetAssignment);

    public void Dispose() => Array.ForEach(_turns, turn => turn.Dispose());

    public async Task<GivenAccess?> EnsureAsync(AccessGrant grant, Segment segment, AccessRole role, CancellationToken cancellationToken)
    {
        // What was assigned is not asked for again and again: the org keeps it, and the report of standing access looks at the org.
        if (grant.Status!.Bindings.FirstOrDefault(binding => binding is { Kind: BindingKind.PermissionSetAssignment, Uid: not null }) is not null)
            return new(grant.Status.Bindings, []);
        var access = role.Salesforce!;
        var org = segment.Spec.Target?.Salesforce ?? throw new GrantAccessException("RoleNotServed", $"The segment {segment.Metadata.Name} has no org as its target.", isFinal: true);
        Assigned? outcome;
        try
        {
            outcome = await work.AskAsync(grant, org, ends => InTurnAsync(grant, NameOf(access), () => orgs.UseAsync(org, session => AssignAsync(session, grant, access, ends), ends), ends));
        }
        catch (GrantAccessException e) when (e.Reason == "AlreadyAssigned")
        {
            // What is there is somebody else's, and the end of this grant leaves it alone.
            grant.Status.UnassignedAt = null;
            throw;
        }

        if (outcome is { Id: null })
        {
            grant.Status.UnassignedAt = clock.GetUtcNow();
            return new(grant.Status.Bindings, [], IsPrepared: true);
        }

        return outcome is null ? null : new([new() { Kind = BindingKind.PermissionSetAssignment, Name = NameOf(access), Uid = outcome.Id, CreatedAt = clock.GetUtcNow() }], []);
    }

    /// <summary>Begins it: an org takes its time.</summary>
    public Task<bool> TakeAwayAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        if (segment?.Spec.Target?.Salesforce is { } org)
            work.Begin(grant, org, ends => TakeAsync(org, grant, segment, ends));
        return Task.FromResult(false);
    }

    public Task<RevocationProof?> ProveAsync(AccessGrant grant, Segment? segment, CancellationToken cancellationToken)
    {
        if (segment?.Spec.Target?.Salesforce is not { } org)
            throw new GrantAccessException("OrgUnknown", $"The segment {grant.Spec.Segment} has no org as its target any more, so nothing can be taken back there. Put spec.target.salesforce back.", isFinal: false);
        return work.AskAsync(grant, org, ends => TakeAsync(org, grant, segment, ends));
    }

    private Task<RevocationProof> TakeAsync(SalesforceTarget org, AccessGrant grant, Segment segment, CancellationToken cancellationToken)
    {
        var recorded = grant.Status!.Bindings.FirstOrDefault(binding => binding.Kind == BindingKind.PermissionSetAssignment)?.Name;
        // The role may have been changed since: what was recorded is what is taken back.
        var access = segment.Spec.Roles.FirstOrDefault(role => role.Name == grant.Spec.Role)?.Salesforce;
        if (access is not null && recorded is not null && NameOf(access) != recorded)
            access = null;
        return access is null && recorded is null
            ? Task.FromResult(Proof(gone: true, $"The segment {segment.Metadata.Name} has no role {grant.Spec.Role} any more, and nothing is recorded that it gave in the org."))
            : InTurnAsync(grant, recorded ?? NameOf(access!), () => orgs.UseAsync(org, session => TakeAsync(session, grant, access, recorded, cancellationToken), cancellationToken), cancellationToken);
    }

    private static string Username(AccessGrant grant) => grant.Spec.Subject.SalesforceUsername ?? grant.Spec.Subject.Name;

    private async Task<T> InTurnAsync<T>(AccessGrant grant, string set, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)StringComparer.OrdinalIgnoreCase.GetHashCode($"{Username(grant)} {set}") % (uint)_turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Assigned> AssignAsync(OrgSession session, AccessGrant grant, SalesforceAccess access, CancellationToken cancellationToken)
    {
        var name = NameOf(access);
        var user = await UserAsync(session, Username(grant), cancellationToken)
            ?? throw new GrantAccessException("UserUnknown", $"The org has no user {Username(grant)}. Write spec.subject.salesforceUsername.", isFinal: true);
        var (field, set) = await PermissionSets.FindAsync(session, access, cancellationToken);
        if (set is null)
            throw new GrantAccessException("PermissionSetUnknown", $"The org has no permission set{(access.PermissionSet is null ? " group" : "")} {name}.", isFinal: true);
        var (expires, shared) = (grant.Status!.ExpiresAt!.Value, Overlapping(grant, name) is not null);
        var found = (await AssignmentsAsync(session, user, field, set, cancellationToken)).FirstOrDefault();
        if (found is not null && !shared && !IsOurs(found, grant))
            throw AlreadyAssigned(grant, name);
        if (grant.Status.UnassignedAt is null)
        {
            // Put on record before anything is assigned: what is found after a crash can then be told from what somebody else had assigned.
            _untouched[grant.Metadata.Uid!] = true;
            return new(null);
        }

        // An org refuses an end that is past, as it refuses one where a set can carry none: what is over is not assigned at all.
        if (expires <= clock.GetUtcNow())
            throw new GrantAccessException("Expired", "The grant's time was over before the org got to it.", isFinal: false);
        // Nothing was sent for this grant yet: what came since was assigned by somebody else.
        if (_untouched.TryRemove(grant.Metadata.Uid!, out _) && found is not null && !shared)
            throw AlreadyAssigned(grant, name);
        if (found is not null && (Time(found[Expiry]) is not { } until || until >= expires.UtcDateTime.AddSeconds(-1)))
            return new(found["Id"]!.GetValue<string>());
        // An overlapping grant's, which ends before this one: an assignment cannot be changed, only made anew.
        if (found is not null)
            await session.DeleteAsync(Assignment, found["Id"]!.GetValue<string>(), cancellationToken);
        return new(await CreateAsync(session, grant, user, field, set, name, expires, cancellationToken));
    }

    private static GrantAccessException AlreadyAssigned(AccessGrant grant, string name) =>
        new("AlreadyAssigned", $"{Username(grant)} holds {name} already, and by no grant. Remove that assignment first.", isFinal: true);

    private async Task<string> CreateAsync(OrgSession session, AccessGrant grant, string user, string field, string set, string name, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        var record = new JsonObject { ["AssigneeId"] = user, [field] = set, [Expiry] = expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) };
        if (await session.CreateAsync(Assignment, record, Expiry, cancellationToken) is { } id)
            return id;
        // A set that grants the management of users or permissions cannot carry an expiry: the operator's deletion is its only end.
        events.Record(grant, EventType.Warning, "NoExpiryInOrg", $"The org lets the assignment of {name} carry no expiry; it ends by the operator's hand alone.");
        record.Remove(Expiry);
        return await session.CreateAsync(Assignment, record, "", cancellationToken) ?? throw new GrantAccessException("OrgRefused", $"The org refused to assign {name}.", isFinal: true);
    }

    private async Task<RevocationProof> TakeAsync(OrgSession session, AccessGrant grant, SalesforceAccess? access, string? recorded, CancellationToken cancellationToken)
    {
        var name = recorded ?? NameOf(access!);
        var user = await UserAsync(session, Username(grant), cancellationToken);
        var (field, set) = await PermissionSets.FindAsync(session, access ?? new() { PermissionSet = name }, cancellationToken);
        if (access is null && set is null)
            (field, set) = await PermissionSets.FindAsync(session, new() { PermissionSetGroup = name }, cancellationToken);
        if (user is null || set is null)
            return Proof(gone: true, $"The org has no {(user is null ? $"user {Username(grant)}" : $"permission set {name}")} any more.");
        if (Overlapping(grant, name) is { } other)
        {
            await ShortenAsync(session, other, user, field, set, name, cancellationToken);
            return Proof(gone: true, $"{other.Metadata.Namespace}/{other.Metadata.Name} still grants {name} to {Username(grant)}, and ends it.");
        }

        // Without a record only what is surely ours goes; with one, whatever came since was made by hand.
        foreach (var binding in grant.Status!.Bindings.Where(binding => binding.Uid is not null))
            await session.DeleteAsync(Assignment, binding.Uid!, cancellationToken);
        foreach (var found in (await AssignmentsAsync(session, user, field, set, cancellationToken)).Where(found => recorded is not null || IsOurs(found, grant)))
        {
            var id = found["Id"]!.GetValue<string>();
            if (!IsOurs(found, grant))
                events.Record(grant, EventType.Warning, "BindingUndone", $"Somebody had assigned {name} to {Username(grant)} by hand; it is removed.");
            await session.DeleteAsync(Assignment, id, cancellationToken);
        }

        var left = (await AssignmentsAsync(session, user, field, set, cancellationToken)).Where(found => recorded is not null || IsOurs(found, grant)).ToList();
        return Proof(left.Count == 0, left.Count == 0 ? $"The org knows no assignment of {name} to {Username(grant)}." : $"The org still knows an assignment of {name} to {Username(grant)}.");
    }

    /// <summary>The assignment was to last as long as the grant that ends now; what is left of the others may end earlier, and the org must know.</summary>
    private async Task ShortenAsync(OrgSession session, AccessGrant other, string user, string field, string set, string name, CancellationToken cancellationToken)
    {
        var expires = other.Status!.ExpiresAt!.Value;
        foreach (var found in await AssignmentsAsync(session, user, field, set, cancellationToken))
        {
            if (Time(found[Expiry]) is not { } until || until <= expires.UtcDateTime.AddSeconds(1))
                continue;
            await session.DeleteAsync(Assignment, found["Id"]!.GetValue<string>(), cancellationToken);
            await CreateAsync(session, other, user, field, set, name, expires, cancellationToken);
        }
    }

    private RevocationProof Proof(bool gone, string message) => new() { Method = "SalesforceQuery", At = clock.GetUtcNow(), Gone = gone, Message = message };

    /// <summary>
    /// Made by this grant before a restart kept it from being recorded: there was none when the org was asked before, and it ends with the
    /// grant, or, where the org lets it carry no end, has none.
    /// </summary>
    private static bool IsOurs(JsonObject found, AccessGrant grant) => grant.Status is { UnassignedAt: not null, ExpiresAt: { } expires }
        && (Time(found[Expiry]) is not { } until || Math.Abs((until - expires.UtcDateTime).TotalSeconds) < 1);

    /// <summary>What a call in the org came to.</summary>
    /// <param name="Id">The assignment; null where there is none yet, which is to be recorded first.</param>
    private sealed record Assigned(string? Id);

    /// <summary>Of the other active grants of the same set to the same user the one that lasts longest; also one that is being given just now.</summary>
    private AccessGrant? Overlapping(AccessGrant grant, string set) => grants.ByIndex(Indexes.BySegment, grant.Spec.Segment)
        .Where(other => other.Metadata.Uid != grant.Metadata.Uid && other.Status is { Phase: GrantPhase.Active, ExpiresAt: { } end } && end > clock.GetUtcNow()
            && string.Equals(Username(other), Username(grant), StringComparison.OrdinalIgnoreCase) && Gives(other, set))
        .MaxBy(other => other.Status!.ExpiresAt);

    private bool Gives(AccessGrant grant, string set) =>
        grant.Status!.Bindings.Any(binding => binding.Kind == BindingKind.PermissionSetAssignment && binding.Name == set)
        || (segments.Get(new ObjectKey("", grant.Spec.Segment))?.Spec.Roles.FirstOrDefault(role => role.Name == grant.Spec.Role)?.Salesforce is { } access && NameOf(access) == set);
}
