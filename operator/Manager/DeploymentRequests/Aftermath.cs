using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>
/// What follows the end of a request, whatever the end was: the credential is revoked and its Secret removed, for ever until it succeeds;
/// the finished pod is kept for a while and then let go.
/// </summary>
internal sealed class Aftermath(
    ICredentialHandover handover,
    IEnumerable<ICredentialIssuer> issuers,
    RunImage image,
    RunFollower follower,
    PodRelease release,
    RequestStatusWriter status,
    ManagerOptions options,
    IEventRecorder events,
    ManagerTelemetry telemetry)
{
    /// <returns>When to come again; null when nothing is left to do.</returns>
    public async Task<TimeSpan?> ContinueAsync(RequestWork work, CancellationToken cancellationToken)
    {
        if (work.Status.Run?.ClaimedAt is null)
            return null;
        if (work.Status.Credential?.SecretRemovedAt is null && await TakeBackAsync(work, cancellationToken) is { } again)
            return again;
        if (await follower.FindAsync(work.Request, cancellationToken) is not { } pod)
            return null;
        var ended = work.Status.Run.FinishedAt ?? work.Status.CompletedAt ?? work.Now;
        // Whoever deletes the finished pod waits for what keeps a second run from starting, and no longer.
        var kept = pod.IsDeleting() ? ManagerOptions.LeastPodRetention : options.PodRetention;
        var left = ended + kept - work.Now;
        if (left > TimeSpan.Zero && !work.Request.IsDeleting())
            return left;
        await release.ReleaseAsync(pod, cancellationToken);
        return null;
    }

    private async Task<TimeSpan?> TakeBackAsync(RequestWork work, CancellationToken cancellationToken)
    {
        using var activity = ManagerTelemetry.Activities.StartActivity("credential.revoke");
        var run = RunNames.Of(work.Request);
        var credential = work.Status.Credential ??= new() { SecretName = run.Name };
        bool lost;
        try
        {
            var handedOver = await handover.FindAsync(run, cancellationToken);
            if (credential.IssuedAt is null && handedOver?.Record is { } record)
                (credential.Subject, credential.IssuedAt, credential.ExpiresAt) = (record.Subject, record.IssuedAt, record.ExpiresAt);
            var issuer = issuers.First(issuer => issuer.Serves(work.Status.Target!.Key));
            await issuer.RevokeAsync(run, handedOver, cancellationToken);
            lost = handedOver is null && !issuer.NeedsPod && credential is { IssuedAt: not null, RevokedAt: null };
            await image.WithdrawAsync(run, cancellationToken);
            if (handedOver is not null)
            {
                // On record before the Secret goes: afterwards nobody could tell that there had been a credential.
                credential.RevokedAt ??= work.Clock.GetUtcNow();
                await status.WriteAsync(work, cancellationToken);
                credential = work.Status.Credential!;
                await handover.WithdrawAsync(run, cancellationToken);
            }
        }
        catch (CredentialException e)
        {
            credential.RevocationFailures++;
            credential.Message = e.Message;
            Count(work, "failure");
            if (credential.RevocationFailures == 1)
                events.Record(work.Request, EventType.Warning, e.Reason, $"The run has ended and its credential could not be revoked: {e.Message}");
            work.SetCondition(RequestConditions.CredentialRevoked, isTrue: false, e.Reason, e.Message);
            return Pauses.AfterFailures(credential.RevocationFailures);
        }

        credential.SecretRemovedAt = work.Clock.GetUtcNow();
        if (lost)
            return Lost(work, credential);
        credential.RevokedAt ??= credential.IssuedAt is null ? null : credential.SecretRemovedAt;
        credential.Message = null;
        var message = credential.RevokedAt is null ? "No credential was issued." : "The run's credential is revoked and its Secret removed.";
        work.SetCondition(RequestConditions.CredentialRevoked, isTrue: true, "Revoked", message);
        events.Record(work.Request, EventType.Normal, "CredentialRevoked", message);
        Count(work, "success");
        return null;
    }

    /// <summary>The Secret held the only copy of the token, and somebody tore it away from its finalizer.</summary>
    private TimeSpan? Lost(RequestWork work, CredentialStatus credential)
    {
        credential.Message = $"The Secret {credential.SecretName} was gone before the token in it could be revoked. The org takes the token until {credential.ExpiresAt:u}: end the session of {credential.Subject} there, and find out who could remove the Secret.";
        work.SetCondition(RequestConditions.CredentialRevoked, isTrue: false, "CredentialLost", credential.Message);
        events.Record(work.Request, EventType.Warning, "CredentialLost", credential.Message);
        Count(work, "failure");
        return null;
    }

    private void Count(RequestWork work, string result) => telemetry.CredentialRevocations.Add(
        1, new KeyValuePair<string, object?>("segment", work.Spec.Segment), new KeyValuePair<string, object?>("result", result));
}
