using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Cli.Commands;

/// <summary>Who can move what waits or was refused, and by what smallest change. Pure.</summary>
internal static class Advice
{
    public static IEnumerable<string> Of(Target target, string? reason, Segment? segment)
    {
        foreach (var role in target.Approvals.Where(role => !role.Satisfied))
        {
            var subjects = segment?.Spec.Approvals?.Roles.FirstOrDefault(known => known.Name == role.Role)?.Subjects;
            yield return $"Who:    {role.Required - role.Granted.Count} more of the role {role.Role}{(subjects is null ? "" : $" ({string.Join(", ", subjects.Select(Roles.Describe))})")}";
        }

        if (Smallest(target, reason, segment) is { } change)
            yield return $"Change: {change}";
    }

    private static string? Smallest(Target target, string? reason, Segment? segment) => reason switch
    {
        "AwaitingApproval" when target.Approvals.Count > 0 => $"kubectl segment approve {target.Name}, by those named above",
        "AwaitingApproval" => "add approval roles to the segment's spec.approvals.roles",
        "SegmentNotFound" => $"create the segment {target.SegmentName}, or name one that exists",
        "SegmentNotReady" or "AdmissionNotEnforced" => $"see to the segment: kubectl segment explain segment/{target.SegmentName}{Owner(segment)}",
        "RequesterNotAllowed" => $"add {target.Request?.Spec.Requester.Username ?? target.Grant?.Spec.Requester.Username} to a persona of the segment{Owner(segment)}, then ask again",
        "RoleUnknown" => $"ask for a role that the segment has: {string.Join(", ", segment?.Spec.Roles.Select(role => role.Name) ?? [])}",
        "DurationTooLong" => $"ask for {segment?.Spec.Roles.FirstOrDefault(role => role.Name == target.Grant?.Spec.Role)?.MaxDuration ?? "less time"}",
        "NotSigned" or "NoTrustedSignature" => $"sign the artifact by {string.Join(" or ", segment?.Spec.Artifacts?.Authorities.Select(authority => authority.Name) ?? ["an authority of the segment"])}, then ask again",
        "RepositoryNotAllowed" => $"push to one of {string.Join(", ", segment?.Spec.Artifacts?.Repositories ?? [])}, or add the repository to the segment{Owner(segment)}",
        "WindowClosed" or "WindowTooShort" or "Frozen" when target.Request is { Spec.BreakGlass: false } => $"none is needed: it goes on when the window opens{Glass(segment)}",
        "WindowClosed" or "WindowTooShort" or "Frozen" => $"break the glass: kubectl segment break-glass {target.SegmentName}, by the requester; or wait for the window",
        "RoleReadsSecrets" => "have the segment's role name one without secrets, such as view",
        "BreakGlassNotAllowed" => $"ask one of {string.Join(", ", segment?.Spec.BreakGlass?.Subjects.Select(Roles.Describe) ?? ["those whom the segment names"])}, or request access as usual: kubectl segment request-access",
        "TooFewApprovers" or "ApproverRoleUnknown" => "add approval roles to the segment's spec.approvals.roles",
        "RuleDenied" or "RiskTooHigh" or "NoRuleMatched" => $"change the package or the request as the reason says, then ask again{Owner(segment)}",
        "ReviewOpen" => "have the earlier break-glass reviewed: kubectl segment review, by a reviewer",
        "DeniedByApprover" or "Unanswered" => "talk to the approvers, then make a new request",
        "FactorMissing" or "AuthenticationTooOld" or "SourceNotAllowed" or "DeviceNotManaged" or "ClaimMissing" => "sign in as the segment demands, then ask again",
        "CouldNotCheck" => "none is needed if what could not be reached comes back: it is tried again by itself",
        _ => null,
    };

    private static string Glass(Segment? segment) => segment?.Spec.BreakGlass is null ? "" : "; in an emergency break the glass, and ask again with --break-glass";

    private static string Owner(Segment? segment) => segment?.Spec.Governance?.Owner is { } owner ? $" (its owner is {Roles.Describe(owner)})" : "";
}
