using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Segments;

/// <summary>What makes a segment unfit, judged from it and the other segments. Pure; the first problem is the one that is shown.</summary>
internal static class SegmentChecks
{
    /// <summary>Beyond this many segments each needs an exception of type SegmentLimit.</summary>
    public const int MaxSegments = 12;

    /// <summary>Beyond this many a warning is shown.</summary>
    public const int ManySegments = 10;

    /// <summary>The reason for a target that this version does not reach.</summary>
    public const string TargetNotServed = "TargetNotServed";

    private const string TooMany = "TooManySegments";

    private static readonly TimeSpan ShortestStrictSession = TimeSpan.FromMinutes(15);

    public static IEnumerable<SegmentProblem> Problems(Segment segment, IReadOnlyList<Segment> all, DateTimeOffset now)
    {
        var name = segment.Metadata.Name!;
        var spec = segment.Spec;
        if (name.Length > Segment.MaxNameLength)
            yield return new("NameTooLong", $"The name has {name.Length} characters; its namespace {Segment.NamespaceOf(name)} would be longer than 63. Use at most {Segment.MaxNameLength}.");
        var demanded = spec.Frameworks.MinimumPosture();
        if (spec.Posture < demanded)
            yield return new("PostureTooLow", $"The frameworks {string.Join(", ", spec.Frameworks)} demand the posture {demanded}, and spec.posture is {spec.Posture}. Remove spec.posture or set it to {demanded}.");
        if (SessionProblem(spec, SegmentFacts.Of(segment).Posture) is { } session)
            yield return session;
        if (SandboxProblem(segment, all) is { } sandbox)
            yield return sandbox;
        if (LimitProblem(segment, all, now) is { } limit)
            yield return limit;
        if (spec.Target?.Kubernetes?.Server is not null)
            yield return new(TargetNotServed, "spec.target.kubernetes.server: this version deploys to its own cluster only. Remove it; requests wait until then.");
        if (spec.Suspend)
            yield return new("Suspended", "spec.suspend is true: nothing new starts here.");
    }

    /// <summary>Whether the segment was last seen to be beyond the limit.</summary>
    public static bool IsTooMany(Segment segment) => segment.Status?.Conditions.Find(ConditionTypes.Ready)?.Reason == TooMany;

    private static SegmentProblem? SessionProblem(SegmentSpec spec, Posture posture)
    {
        if (!Durations.TryParse(spec.Authentication?.SessionTimeout, out var stated))
            return null;
        var longest = SegmentFacts.LongestSession(posture);
        if (stated > longest)
            return new("SessionTooLong", $"spec.authentication.sessionTimeout is {spec.Authentication!.SessionTimeout}; the posture {posture} allows at most {Durations.Format(longest)}.");
        return posture == Posture.Strict && stated < ShortestStrictSession
            ? new("SessionTooShort", $"spec.authentication.sessionTimeout is {spec.Authentication!.SessionTimeout}; a Strict session lasts 15m to 30m.")
            : null;
    }

    private static SegmentProblem? SandboxProblem(Segment segment, IReadOnlyList<Segment> all)
    {
        if (segment.Spec.SandboxOf is not { } productionName)
            return null;
        if (all.FirstOrDefault(other => other.Metadata.Name == productionName) is not { } production)
            return new("ProductionSegmentMissing", $"spec.sandboxOf names the segment {productionName}, which does not exist.");
        var (mine, theirs) = (SegmentFacts.Of(segment).Posture, SegmentFacts.Of(production).Posture);
        if (mine < theirs)
            return new("SandboxBelowProduction", $"The production segment {productionName} is {theirs} and this sandbox is {mine}; a sandbox carries the standard of its production.");
        var missing = production.Spec.Frameworks.Except(segment.Spec.Frameworks).ToArray();
        return missing.Length == 0 ? null : new("SandboxBelowProduction", $"The production segment {productionName} is under {string.Join(", ", missing)}; add them to this sandbox's frameworks.");
    }

    private static SegmentProblem? LimitProblem(Segment segment, IReadOnlyList<Segment> all, DateTimeOffset now)
    {
        var older = all.Count(other => IsOlder(other, segment));
        var excepted = !Recertification.IsOverdue(segment, now) && segment.Spec.Exceptions.Any(exception => exception.Type == ExceptionType.SegmentLimit && (exception.Until is null || exception.Until > now));
        return older < MaxSegments || excepted ? null : new(
            TooMany,
            $"There are {older} older segments, and {MaxSegments} are the limit. Merge segments, or add an exception of type SegmentLimit with its justification.");
    }

    private static bool IsOlder(Segment other, Segment segment) =>
        (other.Metadata.CreationTimestamp, other.Metadata.Name).CompareTo((segment.Metadata.CreationTimestamp, segment.Metadata.Name)) < 0;
}
