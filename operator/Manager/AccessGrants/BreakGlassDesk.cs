using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Manager.Notifications;
using SegmentOperator.Manager.Status;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>What belongs to break-glass: one at a time, heard of at once, reviewed afterwards.</summary>
internal sealed class BreakGlassDesk(
    ICache<AccessGrant> grants,
    ICache<DeploymentRequest> requests,
    ICache<Segment> segments,
    ICache<Namespace> namespaces,
    ApprovalGate approvals,
    Notifier notifier,
    IEventRecorder events,
    TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>The keys under which a grant's open review is filed: its segment, and the people in it.</summary>
    public static IEnumerable<string> KeysOf(AccessGrant grant) =>
        grant.Spec.BreakGlass && grant.Status is { ActivatedAt: not null } && grant.Status.BreakGlassReview?.ReviewedAt is null ? [.. Keys(grant.Spec.Segment, grant.Spec.Requester.Username, grant.Spec.Subject.Name), Anywhere] : [];

    /// <summary>The key under which every open review is filed.</summary>
    public const string Anywhere = "anywhere";

    public static string SegmentKey(string segment) => $"segment {segment}";

    public static IEnumerable<string> Keys(string segment, params IEnumerable<string> people) => people.Select(person => $"person {person}").Prepend(SegmentKey(segment)).Distinct(StringComparer.Ordinal);

    /// <summary>Two that are asked for at once would otherwise not see each other.</summary>
    public async Task<T> OneAtATimeAsync<T>(Func<Task<T>> activate, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await activate();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Another break-glass of this person or segment, or a deployment under one, that nobody reviewed yet; null when there is none.</summary>
    public string? Unreviewed(AccessGrant grant) => !grant.Spec.BreakGlass ? null : Keys(grant.Spec.Segment, grant.Spec.Requester.Username, grant.Spec.Subject.Name)
        .SelectMany(key => grants.ByIndex(Indexes.Unreviewed, key).Select(other => (other.Metadata, other.Spec.Segment, other.Status!.BreakGlassReview))
            .Concat(requests.ByIndex(Indexes.Unreviewed, key).Select(other => (other.Metadata, other.Spec.Segment, other.Status!.BreakGlassReview))))
        .Where(other => other.Metadata.Uid != grant.Metadata.Uid)
        .Select(other => Describe(other.Metadata, other.Segment, other.BreakGlassReview))
        .FirstOrDefault();

    /// <summary>
    /// Whether what is being deleted goes only when it is reviewed: who owes a review would otherwise delete what it is about. In a namespace
    /// that is seen to go itself nobody can write an Approval any more, and nothing is held.
    /// </summary>
    public bool IsHeld(IKubernetesObject item, BreakGlassReview? review) =>
        BreakGlassReviews.IsOpen(review) && namespaces.Get(new ObjectKey("", item.Metadata.Namespace!))?.IsDeleting() != true;

    /// <summary>When to look again at what is held: nothing tells that its namespace goes, too.</summary>
    public static readonly TimeSpan WhileHeld = TimeSpan.FromSeconds(10);

    /// <summary>Tells every sink, once.</summary>
    /// <returns>When to try again; null when all have been told.</returns>
    public async Task<TimeSpan?> NotifyAsync(AccessGrant grant, Segment segment, CancellationToken cancellationToken)
    {
        var review = grant.Status!.BreakGlassReview ??= new();
        if (review.NotifiedAt is not null)
            return null;
        var activated = grant.Status.ActivatedAt!.Value;
        events.Record(grant, EventType.Warning, "BreakGlass", grant.Status.Review?.Summary ?? "The glass was broken.");
        if (!await notifier.TellBreakGlassAsync(grant, segment, activated, cancellationToken))
            return Pauses.Growing(activated, clock.GetUtcNow());
        grant.Status.BreakGlassReview = review with { NotifiedAt = clock.GetUtcNow() };
        return null;
    }

    /// <summary>Whether nothing is open any more: no review, no notification.</summary>
    public bool IsClosed(AccessGrant grant) => !grant.Spec.BreakGlass || grant.Status?.ActivatedAt is null || grant.Status.BreakGlassReview?.ReviewedAt is not null;

    /// <summary>Of a break-glass that has ended: tells sinks that did not hear of it, takes its review, and says when that is overdue.</summary>
    public async Task<TimeSpan?> ReviewAsync(AccessGrant grant, Segment? segment, StatusWriter<AccessGrant> writer, CancellationToken cancellationToken)
    {
        if (IsClosed(grant))
            return null;
        var before = grant.DeepCopy();
        // The sinks went with the segment; those who review did not.
        var pause = segment is null ? null : await NotifyAsync(grant, segment, cancellationToken);
        var now = clock.GetUtcNow();
        var open = grant.Status!.BreakGlassReview ??= new();
        var reviewing = BreakGlassReviews.Reviewing(grant.Spec.Segment, segment, open);
        var outcome = reviewing is null ? null : approvals.Judge(grant, reviewing, ApprovalPurpose.Review, now);
        var review = BreakGlassReviews.Judge(open, outcome, now);
        var conditions = grant.Status.Conditions.ToList();
        BreakGlassReviews.Tell(grant, conditions, review, outcome, segment is null ? BreakGlassReviews.WithoutSegment(grant.Spec.Segment, review) : null, events, clock);
        (grant.Status.BreakGlassReview, grant.Status.Conditions) = (review, conditions);
        await writer.WriteAsync(before, grant, cancellationToken);
        return BreakGlassReviews.IsOpen(review) && review.DueAt is { } due && due > now && (pause is null || due - now < pause) ? due - now : pause;
    }

    private string Describe(ObjectMeta other, string segment, BreakGlassReview? review)
    {
        var gone = segments.Get(new ObjectKey("", segment)) is null ? $" {BreakGlassReviews.WithoutSegment(segment, review)}" : "";
        return $"The break-glass {other.Namespace}/{other.Name} has not been reviewed. Have it reviewed first: kubectl segment review {other.Name} -n {other.Namespace}.{gone}";
    }

    public void Dispose() => _one.Dispose();
}
