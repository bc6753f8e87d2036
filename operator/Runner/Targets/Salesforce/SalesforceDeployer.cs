using System.Net;
using SegmentOperator.RunContract;
using SegmentOperator.Runner.Artifacts;
using SegmentOperator.Runner.Packages;

namespace SegmentOperator.Runner.Targets.Salesforce;

/// <summary>
/// Deploys by the Metadata API: probe, hand over once, watch, and cancel when told to stop. The hand-over is never repeated
/// unless it surely did not reach the org, for two deployments of one request are one too many.
/// </summary>
internal sealed class SalesforceDeployer(
    SalesforceOrg org, RunRequest request, SalesforcePace pace, RunLog log, TimeProvider time, Random random) : ITargetDeployer
{
    private readonly SalesforceRunTarget target = request.Target.Salesforce!;
    private bool singlePackage;

    public string LayerMediaType => PackageMediaTypes.SalesforceMetadata;

    public string Inspect(FetchedLayer layer, CancellationToken cancellationToken)
    {
        var package = SalesforcePackage.Read(layer.Path, request.Limits, cancellationToken);
        singlePackage = package.IsSinglePackage;
        return $"{package.Files} files, {package.Bytes} bytes";
    }

    public async Task<TargetOutcome> DeployAsync(FetchedLayer layer, StopSignal stop)
    {
        try
        {
            if (await ProbeAsync(stop.Token) is { } refused)
                return refused;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return TargetOutcome.NotStarted(stop.Reason!, $"Nothing was started in the org: {stop.Why}.");
        }

        var (deployment, notStarted) = await HandOverAsync(layer, stop);
        if (deployment is null)
            return notStarted!;
        log.Write($"the org took the package: deployment {deployment.Id}");
        return await new SalesforceWatch(org, request, pace, log, time, random).UntilDoneAsync(deployment, stop);
    }

    /// <summary>Asks for something harmless first: what is wrong with the org or the token then shows before anything is started.</summary>
    private async Task<TargetOutcome?> ProbeAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(pace.FirstRetry, pace.LongestRetry, random);
        for (var attempt = 1; ; attempt++)
        {
            var answer = await org.ProbeAsync(cancellationToken);
            if (answer.IsSuccess)
                return null;
            if (!answer.IsPassing || attempt == pace.Attempts)
                return Refusal(answer);
            log.Write($"the org could not be asked ({answer.Error().Message}); asking again");
            await Task.Delay(answer.RetryAfter ?? backoff.Next(), time, cancellationToken);
        }
    }

    private async Task<(SalesforceDeployment? Deployment, TargetOutcome? NotStarted)> HandOverAsync(FetchedLayer layer, StopSignal stop)
    {
        var backoff = new Backoff(pace.FirstRetry, pace.LongestRetry, random);
        for (var attempt = 1; ; attempt++)
        {
            if (stop.Reason is { } reason)
                return (null, TargetOutcome.NotStarted(reason, $"Nothing was started in the org: {stop.Why}."));
            var answer = await SendOnceAsync(layer, stop);
            if (answer.Deployment is { } deployment)
                return (deployment, null);
            if (answer.Status is null && answer.NeverSent && attempt < pace.Attempts)
            {
                log.Write($"no connection to the org ({answer.Error().Message}); trying again");
                await WaitAsync(backoff.Next(), stop.Token);
                continue;
            }

            return (null, answer.NeverSent || (answer.Status is not null && !answer.IsPassing && !answer.IsSuccess)
                ? Refusal(answer)
                : TargetOutcome.Lost(
                    $"The org was given the package and its answer was lost ({answer.Error().Message}). Look under Setup, Deployment Status, before requesting it again."));
        }
    }

    /// <summary>
    /// One hand-over. A stop does not break it off at once, for then nobody would know whether the org took the package: it has
    /// the length of the grace to come to its end.
    /// </summary>
    private async Task<SalesforceAnswer> SendOnceAsync(FetchedLayer layer, StopSignal stop)
    {
        using var grace = new CancellationTokenSource();
        using var graceTimer = time.CreateTimer(_ => grace.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var onStop = stop.Token.Register(() => graceTimer.Change(pace.Grace, Timeout.InfiniteTimeSpan));
        try
        {
            return target.ValidatedDeployId is { } validated
                ? await org.QuickDeployAsync(validated, grace.Token)
                : await org.DeployAsync(layer.Path, SalesforceOrg.Options(request, target, singlePackage), grace.Token);
        }
        catch (OperationCanceledException) when (grace.IsCancellationRequested)
        {
            return new SalesforceAnswer(null, []) { NoAnswer = $"{stop.Why} while the package was being handed over" };
        }
    }

    private static TargetOutcome Refusal(SalesforceAnswer answer)
    {
        var (code, message) = answer.Error();
        var reason = answer.Status switch
        {
            null => RunReasons.TargetUnreachable,
            _ when answer.IsPassing || code == "REQUEST_LIMIT_EXCEEDED" => RunReasons.TargetUnreachable,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RunReasons.AuthRefused,
            _ => RunReasons.DeploymentRefused,
        };
        return TargetOutcome.NotStarted(reason, reason switch
        {
            RunReasons.TargetUnreachable => $"The org could not be reached: {message}.",
            RunReasons.AuthRefused => $"The org refused the credential: {message}.",
            _ => $"The org refused the request: {message}.",
        });
    }

    private async Task WaitAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(pause, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop's head looks at the stop signal.
        }
    }
}
