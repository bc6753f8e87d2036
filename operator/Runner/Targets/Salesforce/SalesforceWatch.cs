using System.Net;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Targets.Salesforce;

/// <summary>Watches one deployment to its end, whatever happens on the way.</summary>
internal sealed class SalesforceWatch(
    SalesforceOrg org, RunRequest request, SalesforcePace pace, RunLog log, TimeProvider time, Random random)
{
    private string lastSaid = "";

    public async Task<TargetOutcome> UntilDoneAsync(SalesforceDeployment deployment, StopSignal stop)
    {
        var id = deployment.Id;
        try
        {
            return await PollAsync(id, stop, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return await CancelAsync(id, stop);
        }
    }

    private async Task<TargetOutcome> CancelAsync(string id, StopSignal stop)
    {
        log.Write($"{stop.Why}: asking the org to cancel {id}");
        using var grace = new CancellationTokenSource(pace.Grace, time);
        try
        {
            // Harmless to repeat. A refusal means that there is nothing left to cancel; the polling shows what happened instead.
            var backoff = new Backoff(pace.FirstRetry, pace.LongestRetry, random);
            while (await org.CancelAsync(id, grace.Token) is { IsPassing: true })
                await Task.Delay(backoff.Next(), time, grace.Token);
            return await PollAsync(id, stop, grace.Token);
        }
        catch (OperationCanceledException) when (grace.IsCancellationRequested)
        {
            return TargetOutcome.Lost(
                $"The org was asked to cancel deployment {id} because {stop.Why}, and did not confirm it within {pace.Grace.TotalSeconds:0} seconds.", id);
        }
    }

    /// <summary>
    /// Looks again and again. Looking is free of effects, so passing faults are outlived for as long as the run may live.
    /// </summary>
    private async Task<TargetOutcome> PollAsync(string id, StopSignal stop, CancellationToken cancellationToken)
    {
        var polls = new Backoff(pace.FirstPoll, pace.LongestPoll, random);
        var retries = new Backoff(pace.FirstRetry, pace.LongestRetry, random);
        while (true)
        {
            var answer = await org.GetAsync(id, details: false, cancellationToken);
            if (answer.Deployment is { Done: true })
                answer = await org.GetAsync(id, details: true, cancellationToken);
            if (answer.Deployment is { } deployment)
            {
                Say(deployment);
                if (deployment.Done)
                    return SalesforceVerdict.Of(deployment, request, stop);
                retries.Reset();
                await Task.Delay(polls.Next(), time, cancellationToken);
            }
            else if (answer.IsPassing || answer.IsSuccess)
            {
                log.Write($"deployment {id} could not be looked at ({answer.Error().Message}); looking again");
                await Task.Delay(answer.RetryAfter ?? retries.Next(), time, cancellationToken);
            }
            else
            {
                var why = answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                    ? "the org no longer takes the credential"
                    : "the org does not show it";
                return TargetOutcome.Lost($"Deployment {id} was lost from sight: {why} ({answer.Error().Message}).", id);
            }
        }
    }

    private void Say(SalesforceDeployment deployment)
    {
        var line = $"deployment {deployment.Id}: {Text.Clean(deployment.Status, 40)}, "
            + $"components {deployment.Components.Succeeded}/{deployment.Components.Total} ({deployment.Components.Failed} failed), "
            + $"tests {deployment.Tests.Succeeded}/{deployment.Tests.Total} ({deployment.Tests.Failed} failed)";
        if (line != lastSaid)
            log.Write(lastSaid = line);
    }
}
