using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Segments;

/// <summary>What a reconcile found out about a segment.</summary>
internal sealed record SegmentFindings(
    IReadOnlyList<SegmentProblem> Problems,
    SegmentProblem? Obstacle,
    SegmentProblem? Untrusted,
    SegmentProblem? Doubt,
    SegmentProblem? RulesInvalid,
    string? PolicyHash,
    IReadOnlyList<string> Repaired,
    SegmentLoad Load,
    StandingAccessReport Standing,
    int Segments);

/// <summary>Makes the status of findings; the conditions of the segment given are changed in place.</summary>
internal static class SegmentStatusBuilder
{
    public static SegmentStatus Build(Segment segment, SegmentFindings found, TimeProvider clock)
    {
        var old = segment.Status ?? new();
        var facts = SegmentFacts.Of(segment);
        return old with
        {
            ObservedGeneration = segment.Metadata.Generation,
            Namespace = found.Obstacle is null ? Names.IsolationNamespace(segment.Metadata.Name!) : old.Namespace,
            EffectivePosture = facts.Posture,
            EffectiveFrameworks = segment.Spec.Frameworks,
            SessionTimeout = Durations.Format(facts.SessionTimeout),
            TargetKey = facts.TargetKey,
            LiveRuns = found.Load.LiveRuns,
            ActiveGrants = found.Load.ActiveGrants,
            WaitingRequests = found.Load.WaitingRequests,
            UnexplainedAccess = found.Standing.Found.Count,
            UnreviewedBreakGlass = found.Load.UnreviewedBreakGlass,
            PolicyHash = found.PolicyHash is null ? null : "sha256:" + found.PolicyHash,
            LastDrift = Drift(old, found, clock),
            Conditions = Conditions(segment, old, found, facts, clock),
        };
    }

    private static List<Condition> Conditions(Segment segment, SegmentStatus old, SegmentFindings found, SegmentFacts facts, TimeProvider clock)
    {
        var conditions = old.Conditions.ToList();
        var generation = segment.Metadata.Generation;
        void Set(string type, SegmentProblem? problem, string reason, string message) =>
            conditions.Set(type, problem is null ? ConditionStatus.True : ConditionStatus.False, problem?.Reason ?? reason, problem?.Message ?? message, generation, clock);

        var ns = Names.IsolationNamespace(segment.Metadata.Name!);
        var untrusted = segment.Spec.Target is null ? null : found.Untrusted;
        Set(SegmentConditions.Isolated, found.Obstacle, "Isolated", $"The namespace {ns} is closed but for what the segment declares.");
        Set(SegmentConditions.Trusted, untrusted ?? (segment.Spec.Target is null ? null : found.Doubt), "KeysRead", "The keys, certificates and roots of all authorities were read.");
        Set(SegmentConditions.RulesValid, found.RulesInvalid, "RulesValid", "Every rule compiles, within its cost, and every window can be read.");
        Set(SegmentConditions.Documented, Undocumented(segment.Spec), "Documented", "Owner, sponsor, a security contact and all justifications are given.");
        Set(SegmentConditions.Served, null, "Served", "Everything that the segment demands can be judged.");

        Set(SegmentConditions.AccessExplained, Unexplained(found.Standing), "AccessExplained", "Every binding and assignment that was found belongs to a grant.");
        if (found.Standing is { Found.Count: 0, Unknown: { } unknown })
            conditions.Set(SegmentConditions.AccessExplained, ConditionStatus.Unknown, "CouldNotLook", unknown, generation, clock);
        Set(SegmentConditions.SecretsClosed, Readable(found.Standing), "SecretsClosed", $"Nobody but the operator, and those who administer the cluster, may read Secrets of the namespace {ns}.");
        if (found.Standing is { Readers.Count: 0, Unknown: { } unseen })
            conditions.Set(SegmentConditions.SecretsClosed, ConditionStatus.Unknown, "CouldNotLook", unseen, generation, clock);
        Set(
            SegmentConditions.Reviewed,
            Recertification.IsOverdue(segment, clock.GetUtcNow()) ? new("ReviewOverdue", "The owner has not confirmed personas, roles and exceptions in time; the exceptions count no more. Look at status.review and confirm: kubectl segment review.") : null,
            "Reviewed",
            "No recertification is overdue.");

        var first = (found.Problems.Count > 0 ? found.Problems[0] : null) ?? found.Obstacle ?? untrusted ?? found.RulesInvalid;
        if (first is not null)
            conditions.SetStalled(first.Reason, first.Message, generation, clock);
        else
            conditions.SetReady("Ready", ReadyMessage(facts, found), generation, clock);
        return conditions;
    }

    private static string ReadyMessage(SegmentFacts facts, SegmentFindings found)
    {
        var many = found.Segments > SegmentChecks.ManySegments ? $" There are {found.Segments} segments; above {SegmentChecks.MaxSegments} each needs an exception." : "";
        return $"Requests are judged under the posture {facts.Posture}.{many}";
    }

    private static SegmentProblem? Unexplained(StandingAccessReport standing) => standing.Found.Count == 0 ? null : new(
        "StandingAccess",
        $"No grant explains: {string.Join("; ", standing.Found.Take(5))}{(standing.Found.Count > 5 ? $"; and {standing.Found.Count - 5} more" : "")}.");

    private static SegmentProblem? Readable(StandingAccessReport standing) => standing.Readers.Count == 0 ? null : new(
        "SecretsReadable",
        $"The credentials of runs can be read: {string.Join("; ", standing.Readers.Take(5))}{(standing.Readers.Count > 5 ? $"; and {standing.Readers.Count - 5} more" : "")}. Remove these bindings, or take secrets out of their roles.");

    private static SegmentProblem? Undocumented(SegmentSpec spec)
    {
        var missing = new List<string>();
        if (spec.Governance?.Owner is null)
            missing.Add("governance.owner");
        if (string.IsNullOrEmpty(spec.Governance?.Sponsor))
            missing.Add("governance.sponsor");
        if (spec.Governance?.Contacts.Any(contact => contact.Role.Equals("Security", StringComparison.OrdinalIgnoreCase)) != true)
            missing.Add("governance.contacts with the role Security");
        missing.AddRange(spec.Personas.Where(persona => string.IsNullOrEmpty(persona.Justification)).Select(persona => $"personas[{persona.Name}].justification"));
        return missing.Count == 0 ? null : new("Incomplete", $"Auditors will ask for {string.Join(", ", missing)}.");
    }

    private static DriftStatus? Drift(SegmentStatus old, SegmentFindings found, TimeProvider clock)
    {
        var settled = found.Repaired.Count > 0 && old.Conditions.IsTrue(SegmentConditions.Isolated);
        return !settled ? old.LastDrift : new()
        {
            Object = string.Join(", ", found.Repaired),
            RepairedAt = clock.GetUtcNow(),
            Count = (old.LastDrift?.Count ?? 0) + found.Repaired.Count,
        };
    }
}
