using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Whether a grant may be made at all, by its requester, for this role, for so long. Pure.</summary>
internal static class GrantRules
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BreakGlassDefault = TimeSpan.FromHours(4);

    /// <summary>The length of a grant; null when it states none and may not leave it out.</summary>
    public static TimeSpan? DurationOf(AccessGrantSpec spec, Segment segment)
    {
        if (spec.Duration is null && spec.BreakGlass)
            return BreakGlassMost(segment) is var most && most < BreakGlassDefault ? most : BreakGlassDefault;
        return Durations.TryParse(spec.Duration, out var duration) ? duration : null;
    }

    /// <summary>What stands against the grant; null when nothing does.</summary>
    public static SegmentProblem? Refusal(AccessGrant grant, Segment segment)
    {
        var (spec, name) = (grant.Spec, segment.Metadata.Name!);
        if (string.IsNullOrEmpty(spec.Requester.Username))
            return new("RequesterMissing", "spec.requester.username is empty. Create the grant with kubectl segment, or write your own username there.");
        if (Requesters.IsSyncAccount(segment, spec.Requester))
            return new("SyncAccountAsks", $"{spec.Requester.Username} creates deployments on behalf of people; a grant has no artifact that names the person. Let the person ask.");
        if (!spec.BreakGlass && Personas.Find(segment.Spec, spec.Requester, RequestType.Access) is null)
            return new("RequesterNotAllowed", $"{spec.Requester.Username} is in no persona of the segment {name} that may request Access. Ask the segment's owner.");
        if (segment.Spec.Roles.FirstOrDefault(role => role.Name == spec.Role) is not { } role)
            return new("RoleUnknown", $"The segment {name} has no role {spec.Role}{(segment.Spec.Roles.Count == 0 ? "; it has none" : $"; it has {string.Join(", ", segment.Spec.Roles.Select(known => known.Name))}")}.");
        if (role.Salesforce is not null && segment.Spec.Target?.Salesforce is null)
            return new("RoleNotServed", $"The role {role.Name} is a Salesforce permission set, and the segment {name} has no org as its target.");
        if (role.Salesforce is not null && spec.Subject.Kind != SubjectKind.User)
            return new("SubjectNotAUser", $"The role {role.Name} is a Salesforce permission set; it is granted to a User only.");
        if (spec.StartTime is { } start && grant.Metadata.CreationTimestamp is { } created && start < created - Skew)
            return new("StartInPast", $"spec.startTime is {start:u}, before the grant was made. Leave it out to begin at once.");
        if (DurationOf(spec, segment) is not { } duration || duration <= TimeSpan.Zero)
            return new("DurationInvalid", $"spec.duration is '{spec.Duration}'; write a positive duration such as 30m or 4h.");
        if (spec.BreakGlass)
            return BreakGlassRefusal(spec, segment, role, duration);
        return duration > Durations.Parse(role.MaxDuration)
            ? new("DurationTooLong", $"spec.duration is {spec.Duration}; the role {role.Name} is granted for {role.MaxDuration} at most.")
            : null;
    }

    private static SegmentProblem? BreakGlassRefusal(AccessGrantSpec spec, Segment segment, AccessRole role, TimeSpan duration)
    {
        var name = segment.Metadata.Name!;
        if (segment.Spec.BreakGlass is not { } policy)
            return new("NoBreakGlass", $"The segment {name} has no break-glass; make a grant without breakGlass.");
        if (!role.BreakGlass)
            return new("RoleNotInBreakGlass", $"The role {role.Name} of the segment {name} is not granted under break-glass.");
        if (!policy.Subjects.Any(subject => Personas.IsMatch(subject, spec.Requester)))
            return new("BreakGlassNotAllowed", $"{spec.Requester.Username} is none of those who may break the glass of the segment {name}.");
        var forSelf = ApprovalGate.IsSubject(spec.Subject, spec.Requester) && spec.Subject.Kind != SubjectKind.Group;
        if (!forSelf && !policy.Subjects.Any(subject => (subject.Kind, subject.Name, subject.Namespace) == (spec.Subject.Kind, spec.Subject.Name, spec.Subject.Namespace)))
            return new("BreakGlassNotAllowed", $"{spec.Subject.Name} is none of those whom the break-glass of the segment {name} names.");
        var most = BreakGlassMost(segment);
        return duration > most
            ? new("DurationTooLong", $"spec.duration is {spec.Duration}; break-glass of the segment {name} lasts {Durations.Format(most)} at most.")
            : null;
    }

    private static TimeSpan BreakGlassMost(Segment segment)
    {
        var stated = Durations.TryParse(segment.Spec.BreakGlass?.MaxDuration, out var duration) ? duration : TimeSpan.FromHours(4);
        return stated < TimeSpan.FromHours(8) ? stated : TimeSpan.FromHours(8);
    }
}
