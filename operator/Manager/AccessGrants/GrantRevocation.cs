using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Telemetry;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Takes a grant's access back, until it is proven to be gone. A failure is written down, counted, and tried again for ever.</summary>
internal sealed class GrantRevocation(IEnumerable<IGrantAccess> kinds, ManagerTelemetry telemetry, TimeProvider clock)
{
    /// <summary>Removals that follow each other within this are a rush.</summary>
    private static readonly TimeSpan Rush = TimeSpan.FromMilliseconds(100);

    /// <summary>In a rush, proofs wait this long: all that ends in the same second is taken away before anything is asked or written.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause while the server is in trouble.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(2);

    /// <summary>What this process took away and has not proven yet. Lost in a restart, it is taken away again.</summary>
    private readonly ConcurrentDictionary<string, Taken> _taken = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>Whether the removal of this grant's binding is this process' own doing: no news to anybody.</summary>
    public bool IsTaken(string uid) => _taken.ContainsKey(uid);

    /// <summary>The access is given, after all: what was taken away before is to be taken away again.</summary>
    public void Forget(AccessGrant grant) => _taken.TryRemove(grant.Metadata.Uid!, out _);

    /// <summary>
    /// Takes the access away: the first thing that happens when a grant is over, and nothing before it. It needs no record: whoever comes
    /// after a crash takes away again what is gone already.
    /// </summary>
    /// <returns>How long to wait until it is proven; null: now, or it failed, which is told by <see cref="ProveAsync"/>.</returns>
    public async Task<TimeSpan?> TakeAwayAsync(AccessGrant grant, Segment? segment, GrantVerdict verdict, CancellationToken cancellationToken)
    {
        var uid = grant.Metadata.Uid!;
        if (_taken.TryGetValue(uid, out var taken))
            return taken.ProveAfter - clock.GetElapsedTime(taken.Timestamp) is var left && left > TimeSpan.Zero ? left : null;
        var wait = IsRush() ? Patience : TimeSpan.Zero;
        _taken[uid] = new(null, clock.GetTimestamp(), wait, null);
        try
        {
            var gone = await KindOf(grant, segment).TakeAwayAsync(grant, segment, cancellationToken);
            _taken[uid] = new(gone ? Measured(grant, verdict) : null, clock.GetTimestamp(), wait, null);
            return wait;
        }
        catch (Exception e) when (IsExpected(e))
        {
            _taken[uid] = new(null, clock.GetTimestamp(), TimeSpan.Zero, e);
            return null;
        }
        catch
        {
            _taken.TryRemove(uid, out _);
            throw;
        }
    }

    /// <summary>Asks whether the access is gone, and writes into the status how it stands.</summary>
    public async Task<RevocationStep> ProveAsync(AccessGrant grant, Segment? segment, GrantVerdict verdict, CancellationToken cancellationToken)
    {
        var status = grant.Status!;
        var revocation = status.Revocation ??= new() { Reason = verdict.Reason, By = verdict.By, StartedAt = clock.GetUtcNow() };
        var (kind, uid) = (KindOf(grant, segment), grant.Metadata.Uid!);
        try
        {
            if (_taken.TryGetValue(uid, out var taken) && taken.Failure is { } failure)
                ExceptionDispatchInfo.Throw(failure);
            if (await kind.ProveAsync(grant, segment, cancellationToken) is not { } proof)
                return RevocationStep.Asked;
            revocation.Proof = proof;
            if (!revocation.Proof.Gone)
                throw new InvalidOperationException(revocation.Proof.Message);
        }
        catch (Exception e) when (IsExpected(e))
        {
            // From the beginning: what was put back meanwhile is taken away again.
            _taken.TryRemove(uid, out _);
            revocation.Failures++;
            revocation.Message = e.Message.Length <= 1024 ? e.Message : e.Message[..1024];
            var pause = Pauses.AfterFailures(revocation.Failures);
            // A server in trouble is soon back, and then nothing is to wait for minutes.
            if (e is KubernetesUnreachableException or KubernetesException { IsTransient: true } && pause > Outage)
                pause = Outage;
            revocation.NextAttemptAt = clock.GetUtcNow() + pause;
            telemetry.GrantRevocationFailures.Add(1, new KeyValuePair<string, object?>("segment", grant.Spec.Segment));
            return RevocationStep.Failed(pause);
        }

        var now = clock.GetUtcNow();
        status.RevokedAt = now;
        var at = _taken.TryRemove(uid, out var since) && since.At is { } known ? known : Measured(grant, verdict);
        status.Bindings = [.. status.Bindings.Select(binding => binding with { RemovedAt = binding.RemovedAt ?? at })];
        (revocation.Message, revocation.NextAttemptAt) = (null, null);
        return RevocationStep.Gone;
    }

    private static bool IsExpected(Exception e) => e is KubernetesException or KubernetesUnreachableException or InvalidOperationException or GrantAccessException;

    /// <returns>Now, when the access went.</returns>
    private DateTimeOffset Measured(AccessGrant grant, GrantVerdict verdict)
    {
        var now = clock.GetUtcNow();
        if (verdict.Reason == "Expired" && grant.Status!.ExpiresAt is { } end)
            telemetry.GrantRevocationLag.Record((now - end).TotalSeconds, new KeyValuePair<string, object?>("segment", grant.Spec.Segment));
        return now;
    }

    private bool IsRush()
    {
        var now = clock.GetTimestamp();
        var last = Interlocked.Exchange(ref _last, now);
        return last != 0 && clock.GetElapsedTime(last, now) < Rush;
    }

    /// <summary>What is recorded decides; where a restart came before the record, the role does.</summary>
    private IGrantAccess KindOf(AccessGrant grant, Segment? segment)
    {
        var role = segment?.Spec.Roles.FirstOrDefault(candidate => candidate.Name == grant.Spec.Role);
        return grant.Status!.Bindings.Count == 0 && role is not null ? kinds.First(kind => kind.Serves(role)) : kinds.First(kind => kind.Gave(grant));
    }

    /// <summary>How the grant stands after an attempt.</summary>
    public GrantVerdict VerdictOf(AccessGrant grant, GrantVerdict why)
    {
        if (grant.Status!.RevokedAt is null)
            return new(GrantPhase.Revoking, "RevocationFailed", $"{why.Message} The access could not be taken back yet and is tried again: {grant.Status.Revocation!.Message}");
        return why.Reason == "Expired"
            ? new(GrantPhase.Expired, "Expired", "The grant's time is over, and the access is gone.")
            : new(GrantPhase.Revoked, why.Reason, $"{why.Message} The access is gone.");
    }

    private readonly record struct Taken(DateTimeOffset? At, long Timestamp, TimeSpan ProveAfter, Exception? Failure);
}
