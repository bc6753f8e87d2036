using System.Net;
using System.Text.Json.Nodes;
using SegmentOperator.RunContract;
using SegmentOperator.Runner.Artifacts;

namespace SegmentOperator.Runner.Targets.Kubernetes;

/// <summary>
/// Applies manifests to one namespace by server-side apply: first all of them as a dry run, which changes nothing, and then in
/// earnest. Applying twice is applying once, so passing faults are repeated.
/// </summary>
internal sealed class KubernetesDeployer(Cluster cluster, RunRequest request, RunLog log) : ITargetDeployer
{
    private readonly KubernetesRunTarget target = request.Target.Kubernetes!;
    private IReadOnlyList<ManifestObject> objects = [];

    public string LayerMediaType => PackageMediaTypes.KubernetesManifests;

    public string Inspect(FetchedLayer layer, CancellationToken cancellationToken)
    {
        objects = ManifestObject.ReadAll(layer.Path, request.Limits, target.Namespaces, cancellationToken);
        return $"{objects.Count} objects";
    }

    public async Task<TargetOutcome> DeployAsync(FetchedLayer layer, StopSignal stop)
    {
        if (await PassAsync(dryRun: true, stop) is { } refused)
            return refused;
        log.Write($"the cluster would take all {objects.Count} objects");
        if (request.Operation == RunOperation.Validate)
            return Counted(new TargetOutcome(RunReasons.Succeeded, RunTargetState.Unchanged, "The cluster would take the package."), objects.Count, 0);
        return await PassAsync(dryRun: false, stop)
            ?? Counted(new TargetOutcome(RunReasons.Succeeded, RunTargetState.Changed, "The cluster took the package."), objects.Count, 0);
    }

    /// <summary>Goes through all objects; null when the cluster took each of them.</summary>
    private async Task<TargetOutcome?> PassAsync(bool dryRun, StopSignal stop)
    {
        var failures = new List<RunFailure>();
        var done = 0;
        foreach (var item in objects)
        {
            ClusterAnswer answer;
            try
            {
                answer = await ApplyAsync(item, dryRun, stop.Token);
            }
            catch (OperationCanceledException) when (stop.Reason is { } reason)
            {
                return Ended(reason, $"The run ended because {stop.Why}", dryRun, done, failures);
            }

            if (answer.IsSuccess)
            {
                done++;
                if (!dryRun)
                    log.Write($"applied {item.Kind} {item.Name}");
                continue;
            }

            if (answer.IsPassing)
                return Ended(done == 0 || dryRun ? RunReasons.TargetUnreachable : RunReasons.OutcomeUnknown, $"The cluster could not be reached: {answer.Message}", dryRun, done, failures);
            if (answer.Status == HttpStatusCode.Unauthorized)
                return Ended(dryRun ? RunReasons.AuthRefused : RunReasons.OutcomeUnknown, $"The cluster refused the credential: {answer.Message}", dryRun, done, failures);
            failures.Add(new RunFailure(item.Kind, item.Name, answer.Message, Text.Clean(item.File, 160)));
        }

        return failures.Count == 0
            ? null
            : Ended(RunReasons.DeploymentRefused, $"The cluster refused {failures.Count} of {objects.Count} objects", dryRun, done, failures);
    }

    private async Task<ClusterAnswer> ApplyAsync(ManifestObject item, bool dryRun, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var resources = await cluster.DiscoverAsync(item.ApiVersion, cancellationToken);
        if (!resources.IsSuccess)
            return resources;
        var resource = (resources.Body?["resources"] as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(r => r["kind"]?.ToString() == item.Kind && r["name"]?.ToString() is { } name && !name.Contains('/'));
        if (resource is null)
            return new ClusterAnswer(HttpStatusCode.NotFound, $"the cluster has no {item.Kind} in {item.ApiVersion}");
        if (resource["namespaced"]?.ToString() != "true")
            return new ClusterAnswer(HttpStatusCode.Forbidden, $"{item.Kind} is not namespaced; a run changes its namespaces only");
        return await cluster.ApplyAsync(item, resource["name"]!.ToString(), dryRun, cancellationToken);
    }

    private TargetOutcome Ended(string reason, string what, bool dryRun, int done, List<RunFailure> failures)
    {
        var untouched = dryRun || done == 0;
        var outcome = new TargetOutcome(
            reason,
            // A stopped or broken request may have been carried out although its answer never came.
            untouched && (dryRun || reason == RunReasons.DeploymentRefused) ? RunTargetState.Unchanged : RunTargetState.Unknown,
            untouched ? $"{what}; nothing was applied." : $"{what}; {done} of {objects.Count} objects were applied.");
        return Counted(outcome, dryRun ? 0 : done, failures.Count) with { Failures = failures };
    }

    private TargetOutcome Counted(TargetOutcome outcome, int succeeded, int failed) =>
        outcome with { Components = new RunCounts(objects.Count, succeeded, failed) };
}
