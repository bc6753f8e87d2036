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
internal sealed class PermissionSetGrants(OrgAccess orgs, OrgWork work, UntouchedGrants untouched, ICache<AccessGrant> grants, ICache<Segment> segments, IEventRecorder events, TimeProvider clock) : IGrantAccess, IDisposable
{
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
            (grant.Status.UnassignedAt, grant.Status.NoExpiryAt) = (null, null);
            throw;
        }

        if (outcome is { Id: null })
        {
            // Put on record before anything is assigned that it explains: what is found after a crash can then be told from what somebody else had assigned.
            if (outcome.RefusesExpiry)
                grant.Status.NoExpiryAt = clock.GetUtcNow();
            else
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
        var expires = grant.Status!.ExpiresAt!.Value;
        var found = (await AssignmentsAsync(session, user, field, set, cancellationToken)).FirstOrDefault();
        if (found is not null && !IsOurs(found, grant) && !IsShared(found, grant, name))
            throw AlreadyAssigned(grant, name);
        if (grant.Status.UnassignedAt is null)
        {
            untouched.Add(grant);
            return new(null);
        }

        // An org refuses an end that is past, as it refuses one where a set can carry none: what is over is not assigned at all.
        if (expires <= clock.GetUtcNow())
            throw new GrantAccessException("Expired", "The grant's time was over before the org got to it.", isFinal: false);
        if (found is not null && (Time(found[Expiry]) is not { } until || until >= expires.UtcDateTime.AddSeconds(-1)))
        {
            untouched.Remove(grant);
            return new(found["Id"]!.GetValue<string>());
        }

        // An overlapping grant's, which ends before this one: an assignment cannot be changed, only made anew.
        if (found is not null)
            await session.DeleteAsync(Assignment, found["Id"]!.GetValue<string>(), cancellationToken);
        if (await SendAsync(session, grant, Record(user, field, set, grant.Status.NoExpiryAt is null ? expires : null), cancellationToken) is { } id)
        {
            if (grant.Status.NoExpiryAt is not null)
                events.Record(grant, EventType.Warning, "NoExpiryInOrg", $"The org lets the assignment of {name} carry no expiry; it ends by the operator's hand alone.");
            return new(id);
        }

        // A set that grants the management of users or permissions cannot carry an expiry: the operator's deletion is its only end. What is there
        // although the org has just refused is somebody else's.
        return (await AssignmentsAsync(session, user, field, set, cancellationToken)).Count > 0 ? throw AlreadyAssigned(grant, name) : new(null, RefusesExpiry: true);
    }

    /// <returns>The assignment's id; null when the org lets it carry no end.</returns>
    private async Task<string?> SendAsync(OrgSession session, AccessGrant grant, JsonObject record, CancellationToken cancellationToken)
    {
        var nothingWasSent = untouched.Remove(grant);
        try
        {
            if (await session.CreateAsync(Assignment, record, record.ContainsKey(Expiry) ? Expiry : "", cancellationToken) is { } id)
                return id;
        }
        catch (GrantAccessException e) when (e.IsFinal && nothingWasSent)
        {
            untouched.Add(grant);
            throw;
        }
        catch (GrantAccessException e) when (e.Reason == "AlreadyAssigned")
        {
            // What an operator sent that was stopped meanwhile can have come first: what is there now tells whose it is.
            throw new GrantAccessException("CouldNotAskOrg", "The org was given the assignment at the same moment; looking again.", isFinal: false, e);
        }

        untouched.Add(grant);
        return null;
    }

    private static GrantAccessException AlreadyAssigned(AccessGrant grant, string name) =>
        new("AlreadyAssigned", $"{Username(grant)} holds {name} already, and by no grant. Remove that assignment first.", isFinal: true);

    private static JsonObject Record(string user, string field, string set, DateTimeOffset? expires)
    {
        var record = new JsonObject { ["AssigneeId"] = user, [field] = set };
        if (expires is { } end)
            record[Expiry] = end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return record;
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
            await ShortenAsync(session, other, user, field, set, cancellationToken);
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
    private async Task ShortenAsync(OrgSession session, AccessGrant other, string user, string field, string set, CancellationToken cancellationToken)
    {
        var expires = other.Status!.ExpiresAt!.Value;
        foreach (var found in await AssignmentsAsync(session, user, field, set, cancellationToken))
        {
            if (Time(found[Expiry]) is not { } until || until <= expires.UtcDateTime.AddSeconds(1))
                continue;
            await session.DeleteAsync(Assignment, found["Id"]!.GetValue<string>(), cancellationToken);
            untouched.Remove(other);
            // It carried an end, so that it can; where it cannot any more, the operator's hand is its only end.
            if (await session.CreateAsync(Assignment, Record(user, field, set, expires), Expiry, cancellationToken) is null)
                await session.CreateAsync(Assignment, Record(user, field, set, null), "", cancellationToken);
        }
    }

    private RevocationProof Proof(bool gone, string message) => new() { Method = "SalesforceQuery", At = clock.GetUtcNow(), Gone = gone, Message = message };

    /// <summary>
    /// Made for this grant and not on record, by a restart or for want of a longer one: there was none when the org was asked before, and it ends
    /// with the grant, or has no end, the org was found to let it carry none, and no other is on record. An org tells of an assignment when it was made, but not by whom: what
    /// somebody else assigns in the moment between that record and a crash passes for the grant's, and ends with it.
    /// </summary>
    private bool IsOurs(JsonObject found, AccessGrant grant) => !untouched.Contains(grant) && grant.Status is { UnassignedAt: not null, ExpiresAt: { } expires } status
        && (Time(found[Expiry]) is { } until ? Math.Abs((until - expires.UtcDateTime).TotalSeconds) < 1 : status is { NoExpiryAt: not null, Bindings.Count: 0 });

    /// <summary>Made for a grant that overlaps with this one: one of the segment has its id on record, or made it and could not record it yet, or got it anew with its own end.</summary>
    private bool IsShared(JsonObject found, AccessGrant grant, string set)
    {
        var (id, others) = (found["Id"]!.GetValue<string>(), OverlappingAll(grant, set).ToList());
        return others.Count > 0
            && (grants.ByIndex(Indexes.BySegment, grant.Spec.Segment).Any(other => other.Status?.Bindings.Any(binding => binding.Uid == id) == true)
                || others.Exists(other => IsOurs(found, other)));
    }

    /// <summary>What a call in the org came to.</summary>
    /// <param name="Id">The assignment; null where there is none yet, and what was found out is to be recorded first.</param>
    /// <param name="RefusesExpiry">It was found out that the org lets the assignment carry no end.</param>
    private sealed record Assigned(string? Id, bool RefusesExpiry = false);

    /// <summary>Of the other active grants of the same set to the same user the one that lasts longest; also one that is being given just now.</summary>
    private AccessGrant? Overlapping(AccessGrant grant, string set) => OverlappingAll(grant, set).MaxBy(other => other.Status!.ExpiresAt);

    private IEnumerable<AccessGrant> OverlappingAll(AccessGrant grant, string set) => grants.ByIndex(Indexes.BySegment, grant.Spec.Segment)
        .Where(other => other.Metadata.Uid != grant.Metadata.Uid && other.Status is { Phase: GrantPhase.Active, ExpiresAt: { } end } && end > clock.GetUtcNow()
            && string.Equals(Username(other), Username(grant), StringComparison.OrdinalIgnoreCase) && Gives(other, set));

    private bool Gives(AccessGrant grant, string set) =>
        grant.Status!.Bindings.Any(binding => binding.Kind == BindingKind.PermissionSetAssignment && binding.Name == set)
        || (segments.Get(new ObjectKey("", grant.Spec.Segment))?.Spec.Roles.FirstOrDefault(role => role.Name == grant.Spec.Role)?.Salesforce is { } access && NameOf(access) == set);
}
