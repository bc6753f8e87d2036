using SegmentOperator.Oci;
using SegmentOperator.RunContract;
using SegmentOperator.Runner.Artifacts;
using SegmentOperator.Runner.Packages;
using SegmentOperator.Runner.Targets;

namespace SegmentOperator.Runner;

/// <summary>One run, from its input to its result: fetch, inspect, deploy.</summary>
internal sealed class Run(RunInput input, IRegistryClient registry, ITargetDeployer deployer, RunLog log, TimeProvider time)
{
    private readonly RunRequest request = input.Request;
    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private RunTimings timings = new();
    private FetchedLayer? layer;

    /// <summary>Carries the run out. Only defects are exceptions.</summary>
    public async Task<RunResult> ExecuteAsync(string workDirectory, StopSignal stop)
    {
        TargetOutcome outcome;
        try
        {
            outcome = await DeployAsync(workDirectory, stop);
        }
        catch (RunException e)
        {
            outcome = TargetOutcome.NotStarted(e.Reason, e.Message);
        }
        catch (PackageUnsafeException e)
        {
            outcome = TargetOutcome.NotStarted(RunReasons.PackageUnsafe, $"The package is unsafe: {e.Message}.");
        }
        catch (OperationCanceledException) when (stop.Reason is not null)
        {
            outcome = TargetOutcome.NotStarted(stop.Reason, $"Nothing was started at the target: {stop.Why}.");
        }

        return ToResult(outcome);
    }

    private async Task<TargetOutcome> DeployAsync(string workDirectory, StopSignal stop)
    {
        log.Write($"{request.Operation} of {request.Artifact.Repository}@{request.Artifact.Digest} for request {request.RequestUid}");
        var start = time.GetTimestamp();
        layer = await new ArtifactFetcher(registry, log).FetchAsync(
            request.Artifact, deployer.LayerMediaType, request.Limits, workDirectory, stop.Token);
        timings = timings with { FetchMs = Since(start) };
        log.Write($"fetched the layer in {timings.FetchMs} ms; its digest was recomputed and is right");

        start = time.GetTimestamp();
        var inside = deployer.Inspect(layer, stop.Token);
        timings = timings with { UnpackMs = Since(start) };
        log.Write($"the package can be unpacked safely: {inside}");

        start = time.GetTimestamp();
        var outcome = await deployer.DeployAsync(layer, stop);
        timings = timings with { DeployMs = Since(start) };
        return outcome;
    }

    private RunResult ToResult(TargetOutcome outcome) => new()
    {
        Reason = outcome.Reason,
        Message = outcome.Message,
        TargetState = outcome.State,
        RequestUid = request.RequestUid,
        Digest = layer is null ? null : request.Artifact.Digest,
        LayerDigest = layer?.Digest,
        DeployId = outcome.DeployId,
        TargetStatus = outcome.TargetStatus,
        Components = outcome.Components,
        Tests = outcome.Tests,
        Failures = outcome.Failures,
        StartedAt = startedAt,
        FinishedAt = time.GetUtcNow(),
        Timings = timings,
    };

    private long Since(long start) => (long)time.GetElapsedTime(start).TotalMilliseconds;
}
