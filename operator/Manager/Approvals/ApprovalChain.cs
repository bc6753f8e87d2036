using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.Approvals;

/// <summary>
/// Judges the Approvals of one matter: (what is shown, the Approvals, now) to what counts and what is missing. Pure. What was found void or
/// expired once stays so, whichever way the clock is turned afterwards.
/// </summary>
internal static class ApprovalChain
{
    private const int MostShown = 16;

    public static ApprovalOutcome Judge(ApprovalCase matter, IEnumerable<Approval> approvals, DateTimeOffset now)
    {
        var judgements = new List<ApprovalJudgement>();
        var counted = new List<Approval>();
        var ordered = approvals.Where(approval => approval.Spec.Purpose == matter.Purpose && approval.Metadata.DeletionTimestamp is null)
            .OrderBy(approval => approval.Metadata.CreationTimestamp).ThenBy(approval => approval.Metadata.Name, StringComparer.Ordinal);
        foreach (var approval in ordered)
        {
            var judgement = JudgeOne(matter, approval, counted, now);
            judgements.Add(judgement);
            if (judgement.State == ApprovalState.Counted)
                counted.Add(approval);
        }

        var progress = matter.Needs.Select(need => Progress(need, judgements)).ToList();
        if (matter.AnyRole && progress.Exists(role => role.Satisfied))
            progress = [.. progress.Select(role => role with { Satisfied = true })];
        var counting = judgements.Where(judgement => judgement.State == ApprovalState.Counted).ToList();
        return new(
            progress,
            judgements,
            counted.Find(approval => approval.Spec.Decision == ApprovalDecision.Deny),
            counting.Count == 0 ? null : counting.Min(judgement => judgement.ExpiresAt));
    }

    private static ApprovalJudgement JudgeOne(ApprovalCase matter, Approval approval, List<Approval> counted, DateTimeOffset now)
    {
        var (spec, segment) = (approval.Spec, matter.Segment);
        var taken = approval.Metadata.CreationTimestamp ?? now;
        var expires = taken + matter.ExpireAfter;
        ApprovalJudgement Void(string reason, string message) => new(approval, ApprovalState.Void, reason, message, null);

        if (approval.Status is { State: ApprovalState.Void or ApprovalState.Expired } old)
            return new(approval, old.State.Value, old.Reason ?? "Void", old.Message ?? "It does not count.", old.ExpiresAt);
        if (spec.Target.Uid != matter.Uid)
            return Void("TargetReplaced", $"It names the uid {spec.Target.Uid}; the {spec.Target.Kind} {spec.Target.Name} has another one now. What was created anew needs a new decision.");
        if (spec.Target.Kind != ApprovalTargetKind.Segment && approval.Metadata.Namespace != matter.Namespace)
            return Void("WrongNamespace", $"It lies in the namespace {approval.Metadata.Namespace}, and what it decides on in {matter.Namespace}. Create it there.");
        if (Requesters.IsServiceAccount(spec.Approver.Username) || Requesters.IsSyncAccount(segment, spec.Approver))
            return Void("NotAPerson", $"{spec.Approver.Username} is an account of a program; people approve.");
        if (matter.FinishedAt is { } finished && taken > finished)
            return Void("TargetFinished", $"The {spec.Target.Kind} {spec.Target.Name} had ended already.");
        if (matter.Excluded.FirstOrDefault(person => person.Is(spec.Approver)) is { } excluded)
            return Void("OwnMatter", $"{spec.Approver.Username} is {excluded.Why}; somebody else decides.");
        if (Standing(matter, spec) is { } standing)
            return Void(standing.Reason, standing.Message);
        if (spec.ReviewDigest != matter.Digest)
            return Void("DigestChanged", $"It is about {spec.ReviewDigest}; what is to be decided is {matter.Digest} now. Look at it again and decide anew.");
        if (SessionClaims.Missing(segment, spec.Approver, matter.Claims, taken) is { } missing)
            return Void(missing.Reason, missing.Message);
        if (expires <= now)
            return new(approval, ApprovalState.Expired, "Expired", $"It counted until {expires:u}.", expires);
        if (counted.Find(other => IsSamePerson(other.Spec.Approver, spec.Approver) && spec.Decision == ApprovalDecision.Approve) is { } first)
            return Void("SamePerson", $"{spec.Approver.Username} has decided already, in {first.Metadata.Name} for the role {first.Spec.Role}; each decision is another person's.");
        return new(approval, ApprovalState.Counted, spec.Decision == ApprovalDecision.Deny ? "Denied" : "Counted", $"It counts until {expires:u}.", expires);
    }

    /// <summary>Why the approver has no say in the role that the Approval names; null when they have.</summary>
    private static SegmentProblem? Standing(ApprovalCase matter, ApprovalSpec spec)
    {
        var need = matter.Needs.FirstOrDefault(candidate => candidate.Role == RoleOf(spec));
        if (need is not null)
        {
            return need.Subjects.Any(subject => Personas.IsMatch(subject, spec.Approver)) ? null : new(
                "RoleNotHeld",
                $"{spec.Approver.Username} does not hold the role {RoleOf(spec)} of the segment {matter.Segment.Metadata.Name}, by the groups that the Approval names ({(spec.Approver.Groups.Count == 0 ? "none" : string.Join(", ", spec.Approver.Groups))}).");
        }

        var needed = string.Join(", ", matter.Needs.Select(candidate => candidate.Role));
        return new("RoleNotNeeded", $"The role {spec.Role ?? "(none)"} is not asked here; {(needed.Length == 0 ? "no role is" : $"asked are {needed}")}.");
    }

    /// <summary>Who recertifies need not write that they do so as the owner.</summary>
    private static string RoleOf(ApprovalSpec spec) => spec.Role ?? "owner";

    private static ApprovalProgress Progress(ApprovalNeed need, IEnumerable<ApprovalJudgement> judgements)
    {
        var granted = judgements
            .Where(judgement => judgement.State == ApprovalState.Counted && judgement.Approval.Spec is { Decision: ApprovalDecision.Approve } spec && RoleOf(spec) == need.Role)
            .Take(MostShown)
            .Select(judgement => new CountedApproval
            {
                Name = judgement.Approval.Metadata.Name!,
                Uid = judgement.Approval.Metadata.Uid,
                Approver = judgement.Approval.Spec.Approver.Username,
                At = judgement.Approval.Metadata.CreationTimestamp,
                ExpiresAt = judgement.ExpiresAt,
            })
            .ToArray();
        return new() { Role = need.Role, Required = need.Required, Granted = granted, Satisfied = granted.Length >= need.Required };
    }

    private static bool IsSamePerson(UserIdentity one, UserIdentity other) =>
        one.Username == other.Username || (!string.IsNullOrEmpty(one.Uid) && one.Uid == other.Uid);
}
