using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Telemetry;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Takes a grant's access back, until it is proven to be gone. A failure is written down, counted, and tried again for ever.</summary>
internal sealed class GrantRevocation(IEnumerable<IGrantAccess> kinds, ManagerTelemetry telemetry, TimeProvider clock)
{
    /// <summary>What this process took away and has not proven yet, with the time. Lost in a restart, it is taken away again.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _taken = new(StringComparer.Ordinal);

    /// <returns>When to try again; null when the access is gone. Zero: it is taken away, and is proven when it is its turn again.</returns>
    public async Task<TimeSpan?> RevokeAsync(AccessGrant grant, Segment? segment, GrantVerdict verdict, CancellationToken cancellationToken)
    {
        var status = grant.Status!;
        var revocation = status.Revocation ??= new() { Reason = verdict.Reason, By = verdict.By, StartedAt = clock.GetUtcNow() };
        var (kind, uid) = (KindOf(grant, segment), grant.Metadata.Uid!);
        try
        {
            if (!_taken.ContainsKey(uid))
            {
                await kind.TakeAwayAsync(grant, cancellationToken);
                var taken = clock.GetUtcNow();
                _taken[uid] = taken;
                if (verdict.Reason == "Expired" && status.ExpiresAt is { } end)
                    telemetry.GrantRevocationLag.Record((taken - end).TotalSeconds, new KeyValuePair<string, object?>("segment", grant.Spec.Segment));
                return TimeSpan.Zero;
            }

            revocation.Proof = await kind.ProveAsync(grant, segment, cancellationToken);
            if (!revocation.Proof.Gone)
                throw new InvalidOperationException(revocation.Proof.Message);
        }
        catch (Exception e) when (e is KubernetesException or KubernetesUnreachableException or InvalidOperationException or GrantAccessException)
        {
            // From the beginning: what was put back meanwhile is taken away again.
            _taken.TryRemove(uid, out _);
            revocation.Failures++;
            revocation.Message = e.Message.Length <= 1024 ? e.Message : e.Message[..1024];
            var pause = Pauses.AfterFailures(revocation.Failures);
            revocation.NextAttemptAt = clock.GetUtcNow() + pause;
            telemetry.GrantRevocationFailures.Add(1, new KeyValuePair<string, object?>("segment", grant.Spec.Segment));
            return pause;
        }

        var now = clock.GetUtcNow();
        status.RevokedAt = now;
        var at = _taken.TryRemove(uid, out var since) ? since : now;
        status.Bindings = [.. status.Bindings.Select(binding => binding with { RemovedAt = binding.RemovedAt ?? at })];
        (revocation.Message, revocation.NextAttemptAt) = (null, null);
        return null;
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
}
