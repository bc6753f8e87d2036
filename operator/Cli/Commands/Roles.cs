using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli.Commands;

/// <summary>Which approval role the caller can decide for.</summary>
internal static class Roles
{
    public static async Task<string> PickAsync(Session session, Target target, UserIdentity me, CancellationToken cancellationToken)
    {
        Segment? segment;
        try
        {
            segment = await session.Client.FindAsync<Segment>(target.SegmentName!, null, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            throw new PluginException($"you may not read the segment {target.SegmentName}, so your role is not known here; write --role.");
        }

        segment ??= (target.IsBreakGlassReview ? target.BreakGlassReview?.Recorded(target.SegmentName!) : null) ?? throw new PluginException($"the segment {target.SegmentName} is gone, and with it who decides; kubectl segment explain {target.Name} tells more.");
        var asked = target.IsBreakGlassReview ? null : target.Approvals.Where(role => !role.Satisfied).Select(role => role.Role).ToHashSet(StringComparer.Ordinal);
        var reviewers = target.IsBreakGlassReview ? segment.Spec.BreakGlass?.Reviewers ?? [] : [];
        var known = (segment.Spec.Approvals?.Roles ?? []).Where(role => reviewers.Count == 0 || reviewers.Contains(role.Name, StringComparer.Ordinal)).ToList();
        var mine = known.Where(role => role.Subjects.Any(subject => Is(subject, me))).Select(role => role.Name).ToList();
        if (target.IsBreakGlassReview && reviewers.Count == 0 && segment.Spec.Governance?.Owner is { } owner && Is(owner, me))
            mine.Add("owner");
        var possible = mine.Where(role => asked is null || asked.Contains(role)).ToList();
        return possible switch
        {
            [var only] => only,
            [] when asked is { Count: 0 } => throw new PluginException($"{target.Name} waits for nobody's approval."),
            [] => throw new PluginException($"you hold none of the roles that are asked ({string.Join(", ", asked ?? known.Select(role => role.Name))}); {(mine.Count == 0 ? "you hold none at all" : $"you hold {string.Join(", ", mine)}")}."),
            _ => throw new PluginException($"you hold several of the roles that are asked; write --role with one of {string.Join(", ", possible)}."),
        };
    }

    public static string Describe(SubjectReference subject) => subject.Kind == SubjectKind.ServiceAccount ? $"ServiceAccount {subject.Namespace}/{subject.Name}" : $"{subject.Kind} {subject.Name}";

    private static bool Is(SubjectReference subject, UserIdentity me) => subject.Kind switch
    {
        SubjectKind.User => subject.Name == me.Username,
        SubjectKind.Group => me.Groups.Contains(subject.Name, StringComparer.Ordinal),
        _ => false,
    };
}
