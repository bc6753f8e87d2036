using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants.Salesforce;

/// <summary>
/// Access in Salesforce: the assignment of a permission set or group, which expires in the org by itself where the set can carry an expiry,
/// and is deleted by the operator in any case.
/// </summary>
internal sealed class PermissionSetGrants(OrgAccess orgs, OrgWork work, ICache<AccessGrant> grants, IEventRecorder events, TimeProvider clock) : IGrantAccess
{
    private const string Assignment = "PermissionSetAssignment";
    private const string Expiry = "ExpirationDate";

    public bool Serves(AccessRole role) => role.Salesforce is not null;

    public bool Gave(AccessGrant grant) => grant.Status!.Bindings.Any(binding => binding.Kind == BindingKind.PermissionSetAssignment);

    public async Task<GivenAccess?> EnsureAsync(AccessGrant grant, Segment segment, AccessRole role, CancellationToken cancellationToken)
    {
        // What was assigned is not asked for again and again: the org keeps it, and the report of standing access looks at the org.
        if (grant.Status!.Bindings.FirstOrDefault(binding => binding is { Kind: BindingKind.PermissionSetAssignment, Uid: not null }) is not null)
            return new(grant.Status.Bindings, []);
        var access = role.Salesforce!;
        var org = Org(segment);
        var id = await work.AskAsync(grant, org, ends => orgs.UseAsync(org, session => AssignAsync(session, grant, access, ends), ends));
        return id is null ? null : new([new() { Kind = BindingKind.PermissionSetAssignment, Name = NameOf(access), Uid = id, CreatedAt = clock.GetUtcNow() }], []);
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

    private Task<RevocationProof> TakeAsync(SalesforceTarget org, AccessGrant grant, Segment segment, CancellationToken cancellationToken) =>
        orgs.UseAsync(org, session => TakeAsync(session, grant, segment, cancellationToken), cancellationToken);

    private static SalesforceTarget Org(Segment segment) => segment.Spec.Target?.Salesforce
        ?? throw new GrantAccessException("RoleNotServed", $"The segment {segment.Metadata.Name} has no org as its target.", isFinal: true);

    private static string NameOf(SalesforceAccess access) => access.PermissionSet ?? access.PermissionSetGroup!;

    private static string Username(AccessGrant grant) => grant.Spec.Subject.SalesforceUsername ?? grant.Spec.Subject.Name;

    private async Task<string> AssignAsync(OrgSession session, AccessGrant grant, SalesforceAccess access, CancellationToken cancellationToken)
    {
        var user = await IdAsync(session, "User", "Username", Username(grant), cancellationToken)
            ?? throw new GrantAccessException("UserUnknown", $"The org has no user {Username(grant)}. Write spec.subject.salesforceUsername.", isFinal: true);
        var (field, set) = await SetAsync(session, access, cancellationToken);
        if (set is null)
            throw new GrantAccessException("PermissionSetUnknown", $"The org has no permission set {NameOf(access)}.", isFinal: true);
        var expires = grant.Status!.ExpiresAt!.Value.UtcDateTime;
        foreach (var found in await FindAsync(session, user, field, set, cancellationToken))
        {
            // An overlapping grant's, or our own from before a restart: an assignment cannot be changed, only made anew.
            var overlaps = Overlapping(grant, NameOf(access)) is not null;
            if (!overlaps && !IsOurs(found, grant))
                throw new GrantAccessException("AlreadyAssigned", $"{Username(grant)} holds {NameOf(access)} already, and by no grant. Remove that assignment first.", isFinal: true);
            var until = Time(found[Expiry]);
            if (until is null || until >= expires.AddSeconds(-1))
                return found["Id"]!.GetValue<string>();
            await session.DeleteAsync(Assignment, found["Id"]!.GetValue<string>(), cancellationToken);
        }

        var record = new JsonObject { ["AssigneeId"] = user, [field] = set, [Expiry] = expires.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) };
        if (await session.CreateAsync(Assignment, record, Expiry, cancellationToken) is { } id)
            return id;
        // A set that grants the management of users or permissions cannot carry an expiry: the operator's deletion is its only end.
        events.Record(grant, EventType.Warning, "NoExpiryInOrg", $"The org lets the assignment of {NameOf(access)} carry no expiry; it ends by the operator's hand alone.");
        record.Remove(Expiry);
        return await session.CreateAsync(Assignment, record, "", cancellationToken) ?? throw new GrantAccessException("OrgRefused", $"The org refused to assign {NameOf(access)}.", isFinal: true);
    }

    private async Task<RevocationProof> TakeAsync(OrgSession session, AccessGrant grant, Segment segment, CancellationToken cancellationToken)
    {
        var recorded = grant.Status!.Bindings.FirstOrDefault(binding => binding.Kind == BindingKind.PermissionSetAssignment);
        var access = segment.Spec.Roles.FirstOrDefault(role => role.Name == grant.Spec.Role)?.Salesforce ?? new() { PermissionSet = recorded?.Name };
        var name = recorded?.Name ?? NameOf(access);
        if (Overlapping(grant, name) is { } other)
            return Proof(gone: true, $"{other.Metadata.Namespace}/{other.Metadata.Name} still grants {name} to {Username(grant)}, and ends it.");
        var user = await IdAsync(session, "User", "Username", Username(grant), cancellationToken);
        var (field, set) = await SetAsync(session, access, cancellationToken);
        foreach (var binding in grant.Status.Bindings.Where(binding => binding.Uid is not null))
            await session.DeleteAsync(Assignment, binding.Uid!, cancellationToken);
        if (user is null || set is null)
            return Proof(gone: true, $"The org has no {(user is null ? $"user {Username(grant)}" : $"permission set {name}")} any more.");
        // Without a record only what is surely ours goes; with one, whatever came since was made by hand.
        foreach (var again in (await FindAsync(session, user, field, set, cancellationToken)).Where(found => recorded is not null || IsOurs(found, grant)))
        {
            if (recorded is not null)
                events.Record(grant, EventType.Warning, "BindingUndone", $"Somebody had assigned {name} to {Username(grant)} by hand; it is removed.");
            await session.DeleteAsync(Assignment, again["Id"]!.GetValue<string>(), cancellationToken);
        }

        var left = (await FindAsync(session, user, field, set, cancellationToken)).Where(found => recorded is not null || IsOurs(found, grant)).ToList();
        return Proof(left.Count == 0, left.Count == 0 ? $"The org knows no assignment of {name} to {Username(grant)}." : $"The org still knows an assignment of {name} to {Username(grant)}.");
    }

    private RevocationProof Proof(bool gone, string message) => new() { Method = "SalesforceQuery", At = clock.GetUtcNow(), Gone = gone, Message = message };

    private static Task<IReadOnlyList<JsonObject>> FindAsync(OrgSession session, string user, string field, string set, CancellationToken cancellationToken) =>
        session.QueryAsync($"SELECT Id, {Expiry}, SystemModstamp FROM {Assignment} WHERE AssigneeId = {OrgSession.Quote(user)} AND {field} = {OrgSession.Quote(set)}", cancellationToken);

    /// <summary>Made by this grant before a restart kept it from being recorded: it ends with the grant, or, without an end, was made since the grant began.</summary>
    private static bool IsOurs(JsonObject found, AccessGrant grant)
    {
        var (activated, expires) = (grant.Status!.ActivatedAt!.Value.UtcDateTime, grant.Status.ExpiresAt!.Value.UtcDateTime);
        return Time(found[Expiry]) is { } until ? Math.Abs((until - expires).TotalSeconds) < 1 : Time(found["SystemModstamp"]) >= activated.AddSeconds(-5);
    }

    private AccessGrant? Overlapping(AccessGrant grant, string set) => grants.ByIndex(Indexes.BySegment, grant.Spec.Segment).FirstOrDefault(other =>
        other.Metadata.Uid != grant.Metadata.Uid && other.Status?.Phase == GrantPhase.Active && Username(other) == Username(grant)
        && other.Status.Bindings.Any(binding => binding.Kind == BindingKind.PermissionSetAssignment && binding.Name == set));

    private static async Task<string?> IdAsync(OrgSession session, string type, string field, string value, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"SELECT Id FROM {type} WHERE {field} = {OrgSession.Quote(value)}", cancellationToken)).FirstOrDefault()?["Id"]?.GetValue<string>();

    private static async Task<(string Field, string? Id)> SetAsync(OrgSession session, SalesforceAccess access, CancellationToken cancellationToken) => access.PermissionSet is { } set
        ? ("PermissionSetId", await IdAsync(session, "PermissionSet", "Name", set, cancellationToken))
        : ("PermissionSetGroupId", await IdAsync(session, "PermissionSetGroup", "DeveloperName", access.PermissionSetGroup!, cancellationToken));

    private static DateTime? Time(JsonNode? value) =>
        DateTimeOffset.TryParse(value?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime : null;
}
