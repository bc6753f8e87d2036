using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Runs;

/// <summary>
/// Starts a request's one run (decision 0002): takes the target's turn and says so in the status, then hands the credential over, then
/// creates the pod. Every step can be repeated.
/// </summary>
internal sealed class RunStarter(
    IKubernetesClient client,
    ICache<Pod> pods,
    TargetTurn turns,
    IEnumerable<ICredentialIssuer> issuers,
    ICredentialHandover handover,
    RunFiles files,
    RunImage image,
    RequestStatusWriter status,
    ManagerOptions options)
{
    /// <returns>Next when the pod exists; otherwise what the request waits for or ended with.</returns>
    public async Task<StepOutcome> StartAsync(RequestWork work, Segment segment, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(work, segment, cancellationToken) is StepOutcome.Wait notYet)
            return notYet;
        if (Moved(work, segment) is { } moved)
            return moved;
        var (run, issuer) = (RunNames.Of(work.Request), IssuerOf(work));
        try
        {
            await ClearLeftoverAsync(work, run, issuer, cancellationToken);
            await image.PrepareAsync(run, segment, cancellationToken);
            var account = await issuer.PrepareAsync(segment, run, cancellationToken);
            if (!issuer.NeedsPod)
                await HandOverAsync(work, segment, run, issuer, null, cancellationToken);
            var pod = await CreatePodAsync(work, segment, run, account, cancellationToken);
            return await CompleteAsync(work, segment, pod, cancellationToken);
        }
        catch (CredentialException e)
        {
            return OfCredential(e, work);
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            return await RefusedAsync(work, segment, run, issuer, e, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsInvalid)
        {
            return StepOutcome.Failed("PodInvalid", $"The API server does not take the run's pod: {e.Message} Correct spec.runner of the segment, then make a new request.");
        }
    }

    /// <summary>Ties what was handed over to the pod.</summary>
    /// <returns>False when nothing has been handed over yet.</returns>
    public async Task<bool> TieAsync(RequestWork work, Pod pod, CancellationToken cancellationToken)
    {
        var run = RunNames.Of(work.Request);
        await image.TieAsync(run, pod, cancellationToken);
        if (await handover.FindAsync(run, cancellationToken) is not { } handedOver)
            return false;
        if (work.Status.Credential?.IssuedAt is null)
            work.Status.Credential = handedOver.Record ?? work.Status.Credential;
        await handover.TieAsync(run, pod, cancellationToken);
        return true;
    }

    /// <summary>What remains to be done once the pod exists: a credential that is bound to it, and the tie between the two.</summary>
    public async Task<StepOutcome> CompleteAsync(RequestWork work, Segment segment, Pod pod, CancellationToken cancellationToken)
    {
        work.Status.Run!.PodUid = pod.Metadata.Uid;
        if (await TieAsync(work, pod, cancellationToken))
            return StepOutcome.Next;
        if (Moved(work, segment) is { } moved)
            return moved;
        var (run, issuer) = (RunNames.Of(work.Request), IssuerOf(work));
        if (!issuer.NeedsPod)
            return StepOutcome.Failed("HandOverLost", $"The Secret {run.Namespace}/{run.Name} is gone, and the run's pod cannot start without it.");
        try
        {
            await HandOverAsync(work, segment, run, issuer, pod, cancellationToken);
            await handover.TieAsync(run, pod, cancellationToken);
            return StepOutcome.Next;
        }
        catch (CredentialException e)
        {
            work.Status.Run.PodUid = null;
            return OfCredential(e, work);
        }
    }

    /// <summary>A request that waits holds no credential: whoever frees the quota may take long.</summary>
    private async Task<StepOutcome> RefusedAsync(RequestWork work, Segment segment, RunName run, ICredentialIssuer issuer, KubernetesException refusal, CancellationToken cancellationToken)
    {
        try
        {
            await ClearLeftoverAsync(work, run, issuer, cancellationToken);
        }
        catch (CredentialException e)
        {
            return OfCredential(e, work);
        }

        var claimedAt = work.Status.Run!.ClaimedAt!.Value;
        (work.Status.Run.Deadline, work.Status.Credential) = (claimedAt + Timeout(segment), null);
        return new StepOutcome.Wait(DeploymentPhase.Starting, "PodRefused", $"The API server refused the run's pod: {refusal.Message}", Pauses.Growing(claimedAt, work.Now));
    }

    /// <summary>
    /// A request that claimed its run and has to wait for people, time or its segment again gives the target back, with all that was prepared,
    /// and keeps its place: it would otherwise hold everybody else up for days. It is called when no pod was created, and never after.
    /// </summary>
    public async Task StepBackAsync(RequestWork work, CancellationToken cancellationToken)
    {
        var (run, issuer) = (RunNames.Of(work.Request), IssuerOf(work));
        try
        {
            await ClearLeftoverAsync(work, run, issuer, cancellationToken);
            await issuer.RevokeAsync(run, null, cancellationToken);
        }
        catch (CredentialException)
        {
            // What may still be used against the target keeps its turn until it is revoked, which is tried at each look.
            return;
        }

        await image.WithdrawAsync(run, cancellationToken);
        (work.Status.Run, work.Status.Credential) = (null, null);
    }

    private ICredentialIssuer IssuerOf(RequestWork work) => issuers.First(issuer => issuer.Serves(work.Status.Target!.Key));

    /// <summary>The turn that a request holds is its target's: a segment that has another target by now is not followed there.</summary>
    private static StepOutcome? Moved(RequestWork work, Segment segment) => SegmentFacts.Of(segment).TargetKey == work.Status.Target!.Key
        ? null
        : StepOutcome.Failed("TargetChanged", $"The target of segment {segment.Metadata.Name} changed while the run was being started; it had claimed {work.Status.Target.Key}. Make a new request.");

    /// <summary>From here on the request holds its target, and is never started a second time.</summary>
    private async Task<StepOutcome> ClaimAsync(RequestWork work, Segment segment, CancellationToken cancellationToken)
    {
        if (work.Status.Run?.ClaimedAt is not null)
            return StepOutcome.Next;
        var key = SegmentFacts.Of(segment).TargetKey!;
        using var turn = await turns.EnterAsync(key, cancellationToken);
        var queuedAt = work.Status.Target?.QueuedAt ?? work.Now;
        var ahead = turns.Ahead(work.Request, key, queuedAt);
        work.Status.Target = new() { Key = key, QueuedAt = queuedAt, Ahead = ahead };
        if (ahead > 0)
            return new StepOutcome.Wait(DeploymentPhase.Queued, "WaitingForTurn", $"One run at a time reaches {key}; {ahead} {(ahead == 1 ? "is" : "are")} before this one.");
        var run = RunNames.Of(work.Request);
        work.Status.Run = new() { Namespace = run.Namespace, PodName = run.Name, ClaimedAt = work.Now, Deadline = work.Now + Timeout(segment) };
        StatusLine.Set(work, DeploymentPhase.Starting, "Starting", StatusLine.Starting);
        await status.WriteAsync(work, cancellationToken);
        return StepOutcome.Next;
    }

    /// <summary>There is no pod, so whatever was handed over before a crash was never used.</summary>
    private async Task ClearLeftoverAsync(RequestWork work, RunName run, ICredentialIssuer issuer, CancellationToken cancellationToken)
    {
        if (await handover.FindAsync(run, cancellationToken) is not { } leftover)
            return;
        await issuer.RevokeAsync(run, leftover, cancellationToken);
        if (work.Status.Credential is { IssuedAt: not null, RevokedAt: null } credential)
        {
            // On record before the Secret goes: one that is gone without having been revoked counts as lost.
            credential.RevokedAt = work.Clock.GetUtcNow();
            await status.WriteAsync(work, cancellationToken);
        }

        await handover.WithdrawAsync(run, cancellationToken);
    }

    private async Task HandOverAsync(RequestWork work, Segment segment, RunName run, ICredentialIssuer issuer, Pod? pod, CancellationToken cancellationToken)
    {
        var issued = await MintAsync(work, segment, run, issuer, pod, cancellationToken);
        var deadline = work.Clock.GetUtcNow() + Timeout(segment);
        try
        {
            var content = await files.BuildAsync(work.Request, segment, issued, deadline, cancellationToken);
            if (!await handover.HandOverAsync(run, segment.Metadata.Name!, content, issued.Credential, cancellationToken))
                throw new CredentialException("HandOverExists", $"The Secret {run.Namespace}/{run.Name} exists already; trying again.", isFinal: false);
        }
        catch (Exception e) when (issued.Credential.RevokeAt is not null && e is not OperationCanceledException)
        {
            // Nobody has it: what nobody could revoke afterwards is revoked now.
            await issuer.RevokeAsync(run, new HandedOver(issued.Credential.AccessToken, issued.Credential.RevokeAt, issued.TargetCa), cancellationToken);
            throw;
        }

        work.Status.Run!.Deadline = deadline;
        work.Status.Credential = new()
        {
            Subject = issued.Credential.Subject,
            SecretName = run.Name,
            IssuedAt = issued.Credential.IssuedAt,
            ExpiresAt = issued.Credential.ExpiresAt,
        };
    }

    private static async Task<IssuedRun> MintAsync(RequestWork work, Segment segment, RunName run, ICredentialIssuer issuer, Pod? pod, CancellationToken cancellationToken)
    {
        using var activity = ManagerTelemetry.Activities.StartActivity("credential.mint");
        activity?.SetTag("segment", segment.Metadata.Name).SetTag("request.uid", run.RequestUid);
        return await issuer.IssueAsync(segment, work.Request, run, pod, cancellationToken);
    }

    private async Task<Pod> CreatePodAsync(RequestWork work, Segment segment, RunName run, string account, CancellationToken cancellationToken)
    {
        var runner = segment.Spec.Runner ?? new();
        var pod = RunPod.Build(new(run, segment.Metadata.Name!, account, ObjectKey.Of(work.Request), image.Of(runner), image.PullSecretOf(run, runner), Timeout(segment), runner, options.Proxy));
        try
        {
            var created = await client.CreateAsync(pod, new CreateOptions { FieldManager = Names.FieldManager }, cancellationToken);
            pods.ObserveWrite(created);
            return created;
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            var existing = await client.GetAsync<Pod>(run.Name, run.Namespace, cancellationToken);
            return existing.Metadata.Labels?.GetValueOrDefault(Names.OwnerUidLabel) == run.RequestUid
                ? existing
                : throw new CredentialException("PodNameTaken", $"The pod {run.Namespace}/{run.Name} was made by somebody else. Delete it and find out who could.", isFinal: false);
        }
    }

    private static StepOutcome OfCredential(CredentialException e, RequestWork work) => e.IsFinal
        ? StepOutcome.Failed(e.Reason, e.Message)
        : new StepOutcome.Wait(DeploymentPhase.Starting, e.Reason, e.Message, Pauses.Growing(work.Status.Run!.ClaimedAt!.Value, work.Now));

    /// <summary>A run lasts no longer than its credential may.</summary>
    private static TimeSpan Timeout(Segment segment)
    {
        var stated = Durations.Parse((segment.Spec.Runner ?? new()).Timeout);
        var longest = SegmentFacts.Of(segment).SessionTimeout;
        return stated < longest ? stated : longest;
    }
}
