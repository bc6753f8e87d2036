using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Approvals;

namespace SegmentOperator.Manager.Governance;

/// <summary>When personas, roles and exceptions must be confirmed by the owner, and whether they were. Pure but for the Approvals it asks.</summary>
internal sealed class Recertification(ApprovalGate gate)
{
    /// <summary>Whether the owner's confirmation is overdue: the segment's exceptions count no more until it is given.</summary>
    public static bool IsOverdue(Segment segment, DateTimeOffset now) => Next(segment) is { } next && next <= now;

    /// <summary>Brings the review in the status up to date.</summary>
    public SegmentStatus Apply(Segment segment, SegmentStatus status, DateTimeOffset now)
    {
        if (!Durations.TryParse(segment.Spec.Governance?.ReviewEvery, out _))
            return status with { Review = null, NextReviewAt = null };
        var shown = Shown(segment, status);
        var confirmed = gate.Judge(shown, now) is { Denial: null } outcome && !outcome.Missing.Any() && outcome.Judgements.Any(Confirmed);
        if (confirmed)
        {
            status = status with { ReviewedAt = now };
            shown = Shown(segment, status);
        }

        var digest = ReviewDigest.Of(shown);
        return status with
        {
            Review = new()
            {
                Digest = digest,
                Summary = Summary(segment, now),
                At = status.Review?.Digest == digest ? status.Review.At : now,
            },
            NextReviewAt = Next(shown),
        };
    }

    private static bool Confirmed(ApprovalJudgement judgement) => judgement.Approval.Status?.State == ApprovalState.Counted;

    private static Segment Shown(Segment segment, SegmentStatus status) => new() { Metadata = segment.Metadata, Spec = segment.Spec, Status = status };

    private static DateTimeOffset? Next(Segment segment) => Durations.TryParse(segment.Spec.Governance?.ReviewEvery, out var every)
        ? (segment.Status?.ReviewedAt ?? segment.Metadata.CreationTimestamp) + every
        : null;

    private static string Summary(Segment segment, DateTimeOffset now)
    {
        var spec = segment.Spec;
        var exceptions = spec.Exceptions.Where(exception => exception.Until is null || exception.Until > now).Select(exception => $"{exception.Name} ({exception.Type})").ToArray();
        var text = $"Confirm for {segment.Metadata.Name}: personas {string.Join(", ", spec.Personas.Select(persona => persona.Name))}; roles {string.Join(", ", spec.Roles.Select(role => role.Name))}; exceptions {(exceptions.Length == 0 ? "none" : string.Join(", ", exceptions))}.";
        return text.Length <= 4096 ? text : text[..4096];
    }
}
