using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Governance;

/// <summary>The review that follows a break-glass, of access and of deployments alike. Pure.</summary>
internal static class BreakGlassReviews
{
    /// <summary>The condition that tells of it: True once it is reviewed; False, with ReviewOverdue from the end of its term on.</summary>
    public const string Condition = "Reviewed";

    public const string Overdue = "ReviewOverdue";

    public static DateTimeOffset DueAt(Segment segment, DateTimeOffset end) =>
        end + (Durations.TryParse(segment.Spec.BreakGlass?.ReviewWithin, out var within) ? within : TimeSpan.FromHours(72));

    /// <summary>A review that opens: what it will be judged by should the segment go before it.</summary>
    public static BreakGlassReview Open(Segment segment, DateTimeOffset end) => new()
    {
        DueAt = DueAt(segment, end),
        Reviewers = [.. ApprovalNeeds.OfReview(segment).Select(need => new Reviewers { Role = need.Role, Subjects = need.Subjects })],
    };

    /// <summary>Whose word says who reviews: the segment's, and when it is gone what it said when the glass was broken. Null: nobody's.</summary>
    public static Segment? Reviewing(string name, Segment? segment, BreakGlassReview? review) => segment ?? review?.Recorded(name);

    /// <summary>In words, who reviews although the segment is gone.</summary>
    public static string WithoutSegment(string name, BreakGlassReview? review)
    {
        var reviewers = (review?.Reviewers ?? []).SelectMany(reviewer => reviewer.Subjects.Select(subject => $"{subject.Kind} {subject.Name} as {reviewer.Role}")).ToList();
        return reviewers.Count == 0
            ? $"The segment {name} is gone, and nobody is on record who could review it: create the segment again, and its reviewers can."
            : $"The segment {name} is gone; whom it named then may review it: {string.Join(", ", reviewers)}.";
    }

    public static bool IsOpen(BreakGlassReview? review) => review is { ReviewedAt: null };

    public static bool IsOverdue(BreakGlassReview? review, DateTimeOffset now) => review is { ReviewedAt: null, DueAt: { } due } && due <= now;

    /// <summary>The review with what its Approvals come to.</summary>
    public static BreakGlassReview Judge(BreakGlassReview review, ApprovalOutcome? outcome, DateTimeOffset now)
    {
        if (!IsOpen(review))
            return review;
        var done = outcome?.Denial?.Metadata.Name ?? outcome?.Progress.SelectMany(role => role.Granted).FirstOrDefault()?.Name;
        return done is null ? review : review with { ReviewedAt = now, Approval = done };
    }

    /// <summary>Says in a condition and, where it changed, in an Event how the review stands.</summary>
    /// <param name="item">The grant or request.</param>
    /// <param name="conditions">Its conditions, changed in place.</param>
    /// <param name="review">Its review, as judged.</param>
    /// <param name="outcome">What its Approvals came to.</param>
    /// <param name="gone">Who reviews although the segment is gone; null while it is there.</param>
    /// <param name="events">Where it is told.</param>
    /// <param name="clock">The clock.</param>
    public static void Tell(IKubernetesObject item, IList<Condition> conditions, BreakGlassReview review, ApprovalOutcome? outcome, string? gone, IEventRecorder events, TimeProvider clock)
    {
        // What a review settled stays settled: it is not told again in other words.
        if (conditions.IsTrue(Condition))
            return;
        var now = clock.GetUtcNow();
        var more = (gone is null ? "" : $" {gone}") + (item.IsDeleting() ? " It was deleted, and goes when it is reviewed." : "");
        var (reason, message) = review switch
        {
            { ReviewedAt: not null } when outcome?.Denial is { } denial => ("FoundUnjustified", $"The break-glass was reviewed and found unjustified: {ApprovalTexts.Denied(denial)}"),
            { ReviewedAt: not null } => ("BreakGlassReviewed", $"The break-glass was reviewed: {review.Approval}."),
            _ when IsOverdue(review, now) => (Overdue, $"The break-glass should have been reviewed until {review.DueAt:u}. Until it is (kubectl segment review {item.Metadata.Name}), the next one of this person or segment is refused.{more}"),
            _ => ("ReviewOpen", $"The break-glass is to be reviewed until {review.DueAt:u}: kubectl segment review {item.Metadata.Name}.{more}"),
        };
        var changed = conditions.Set(Condition, review.ReviewedAt is null ? ConditionStatus.False : ConditionStatus.True, reason, message, item.Metadata.Generation, clock);
        if (changed && (reason != "ReviewOpen" || more.Length > 0))
            events.Record(item, reason == "BreakGlassReviewed" ? EventType.Normal : EventType.Warning, reason, message);
    }
}
