using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Judges a grant from it, its segment and the time. Pure: no client, no clock.</summary>
internal static class GrantJudge
{
    /// <summary>A grant that has never been active: what it waits for, or why it will not be; Active when its time has come.</summary>
    public static GrantVerdict BeforeActivation(AccessGrant grant, Segment? segment, DateTimeOffset now, GrantInputs? inputs = null)
    {
        var (name, spec) = (grant.Spec.Segment, grant.Spec);
        if (segment is null)
            return Pending("SegmentNotFound", $"There is no segment {name}. The grant goes on when one is created, or delete it.");
        if (grant.Status?.SegmentUid is { } uid && uid != segment.Metadata.Uid)
            return Denied("SegmentReplaced", $"The segment {name} was deleted and created again since this grant was made. Make a new grant.");
        if (segment.IsDeleting())
            return Denied("SegmentDeleting", $"The segment {name} is being deleted.");
        if (Refusal(spec, segment) is { } refusal)
            return refusal;
        var known = inputs ?? GrantInputs.None;
        if (grant.Metadata.CreationTimestamp is { } created && SessionClaims.Missing(segment, spec.Requester, known.Claims, created) is { } missing)
            return Denied(missing.Reason, missing.Message);
        if (known.Unenforced is { } unenforced)
            return Pending(unenforced.Reason, unenforced.Message);
        var ready = segment.Status?.Conditions.Find(ConditionTypes.Ready);
        if (ready?.Status != ConditionStatus.True || segment.Status!.ObservedGeneration != segment.Metadata.Generation)
            return Pending("SegmentNotReady", $"The segment {name} is not Ready{(ready is null ? " yet" : $" ({ready.Reason}): {ready.Message}")}");
        if (ApprovalNeeded(spec, segment) is { } waiting)
            return waiting;
        return spec.StartTime is { } start && start > now
            ? new(GrantPhase.Scheduled, "Scheduled", $"Becomes active at {start:u}.", start)
            : new(GrantPhase.Active, "Active", "");
    }

    /// <summary>A grant that is or was active: whether its time is over.</summary>
    public static GrantVerdict AfterActivation(AccessGrant grant, Segment? segment, DateTimeOffset now)
    {
        var status = grant.Status!;
        if (grant.IsDeleting())
            return Ends("Deleted", "The grant was deleted.");
        if (segment is null || segment.IsDeleting() || (status.SegmentUid is { } uid && uid != segment.Metadata.Uid))
            return Ends("SegmentDeleted", $"The segment {grant.Spec.Segment} was deleted.");
        if (status.ExpiresAt is not { } end || end <= now)
            return Ends("Expired", "The grant's time is over.");
        if (segment.Spec.Roles.All(role => role.Name != grant.Spec.Role))
            return Ends("SegmentChanged", $"The segment {grant.Spec.Segment} has no role {grant.Spec.Role} any more.");
        return new(GrantPhase.Active, "Active", $"{grant.Spec.Subject.Name} holds {grant.Spec.Role} until {end:u}.", end);
    }

    /// <summary>The length of a grant; null when it states none and may not leave it out.</summary>
    public static TimeSpan? DurationOf(AccessGrantSpec spec) => Durations.TryParse(spec.Duration, out var duration) ? duration : null;

    private static GrantVerdict? Refusal(AccessGrantSpec spec, Segment segment)
    {
        var name = segment.Metadata.Name!;
        if (string.IsNullOrEmpty(spec.Requester.Username))
            return Denied("RequesterMissing", "spec.requester.username is empty. Create the grant with kubectl segment, or write your own username there.");
        if (Requesters.IsSyncAccount(segment, spec.Requester))
            return Denied("SyncAccountAsks", $"{spec.Requester.Username} creates deployments on behalf of people; a grant has no artifact that names the person. Let the person ask.");
        if (Personas.Find(segment.Spec, spec.Requester, RequestType.Access) is null)
            return Denied("RequesterNotAllowed", $"{spec.Requester.Username} is in no persona of the segment {name} that may request Access. Ask the segment's owner.");
        if (segment.Spec.Roles.FirstOrDefault(role => role.Name == spec.Role) is not { } role)
            return Denied("RoleUnknown", $"The segment {name} has no role {spec.Role}{(segment.Spec.Roles.Count == 0 ? "; it has none" : $"; it has {string.Join(", ", segment.Spec.Roles.Select(known => known.Name))}")}.");
        if (role.Kubernetes is not { } kubernetes)
            return Denied("RoleNotServed", $"The role {role.Name} is a Salesforce permission set; this version grants Kubernetes roles only.");
        if (kubernetes.Namespaces.Count > 0)
            return Denied("RoleNotServed", $"The role {role.Name} reaches into other namespaces; this version grants roles in the isolation namespace only.");
        if (spec.BreakGlass)
            return Denied("BreakGlassNotServed", "This version has no break-glass; make a grant without breakGlass.");
        if (DurationOf(spec) is not { } duration || duration <= TimeSpan.Zero)
            return Denied("DurationInvalid", $"spec.duration is '{spec.Duration}'; write a positive duration such as 30m or 4h.");
        return duration > Durations.Parse(role.MaxDuration)
            ? Denied("DurationTooLong", $"spec.duration is {spec.Duration}; the role {role.Name} is granted for {role.MaxDuration} at most.")
            : null;
    }

    private static GrantVerdict? ApprovalNeeded(AccessGrantSpec spec, Segment segment)
    {
        var role = segment.Spec.Roles.First(candidate => candidate.Name == spec.Role);
        if (role.Approvals.Count == 0 && !SegmentFacts.DemandsApproval(segment))
            return null;
        var who = role.Approvals.Count > 0 ? role.Approvals : [.. segment.Spec.Approvals?.Roles.Select(approval => approval.Name) ?? []];
        return new(GrantPhase.AwaitingApproval, "AwaitingApproval", who.Count == 0
            ? $"The segment {segment.Metadata.Name} demands approval, and spec.approvals.roles names nobody who may give it."
            : $"Waits for approval by {string.Join(" and ", who)}. This version does not take approvals yet.");
    }

    private static GrantVerdict Pending(string reason, string message) => new(GrantPhase.Pending, reason, message);

    private static GrantVerdict Denied(string reason, string message) => new(GrantPhase.Denied, reason, message);

    private static GrantVerdict Ends(string reason, string message) => new(GrantPhase.Revoking, reason, message);
}
