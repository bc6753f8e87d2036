using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Oci;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.RunContract;

namespace SegmentOperator.Manager.Inspections;

/// <summary>
/// Inspects packages. One that was inspected is remembered by its digest and its baseline's: the content cannot change. Two at a time,
/// so that memory and disk are bounded whatever comes.
/// </summary>
internal sealed class PackageInspections(ArtifactPuller puller) : IDisposable
{
    private const int MaxRemembered = 64;
    private const int MaxComponents = 400_000;
    private readonly Dictionary<string, InspectionOutcome> _remembered = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(2);
    private readonly Lock _lock = new();

    /// <param name="package">The package.</param>
    /// <param name="baseline">The digest of a package that the target carries; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The inspection, or why the package or its baseline could not be read.</returns>
    public async Task<(InspectionOutcome? Outcome, PullOutcome? Failure)> InspectAsync(PulledPackage package, Digest? baseline, CancellationToken cancellationToken)
    {
        var key = $"{package.Layer.Digest} {package.LayerType} {baseline}";
        if (Recall(key) is { } known)
            return (known, null);
        using var activity = ManagerTelemetry.Activities.StartActivity("package.inspect");
        var (facts, missing) = baseline is null ? default : await FactsOfAsync(package, baseline, cancellationToken);
        if (missing is not null)
            return (null, missing);
        var (outcome, failure) = await ReadAsync(package, facts, cancellationToken);
        if (outcome is not null)
            Remember(key, outcome);
        return (outcome, failure);
    }

    public void Dispose() => _turns.Dispose();

    private async Task<(PackageFacts? Facts, PullOutcome? Failure)> FactsOfAsync(PulledPackage package, Digest baseline, CancellationToken cancellationToken)
    {
        var artifact = new ArtifactReference(package.Artifact.Repository, baseline);
        if (await puller.PullAsync(package.Registry, artifact, package.LayerType, cancellationToken) is not PullOutcome.Complete complete)
            return (null, await puller.PullAsync(package.Registry, artifact, package.LayerType, cancellationToken));
        var (outcome, failure) = await InspectAsync(package with { Artifact = artifact, Layer = complete.Layer }, baseline: null, cancellationToken);
        return ((outcome as InspectionOutcome.Inspected)?.Report.Facts, failure);
    }

    private async Task<(InspectionOutcome? Outcome, PullOutcome? Failure)> ReadAsync(PulledPackage package, PackageFacts? baseline, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await using var file = new FileStream(
                Path.Combine(Path.GetTempPath(), $"package-{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
            await package.Registry.GetBlobAsync(package.Artifact.Repository, package.Layer, file, cancellationToken);
            file.Position = 0;
            var kubernetes = package.LayerType == PackageMediaTypes.KubernetesManifests;
            var options = new InspectionOptions { Baseline = baseline, Kubernetes = kubernetes };
            // Minutes of nothing but reckoning belong on a thread of the pool, and not on one that others wait for.
            return (await Task.Run(() => kubernetes ? PackageInspector.InspectTar(file, options, cancellationToken) : PackageInspector.InspectZip(file, options, cancellationToken), cancellationToken), null);
        }
        catch (RegistryException e)
        {
            return (null, ArtifactPuller.Translate(e));
        }
        finally
        {
            _turns.Release();
        }
    }

    private InspectionOutcome? Recall(string key)
    {
        lock (_lock)
            return _remembered.GetValueOrDefault(key);
    }

    private void Remember(string key, InspectionOutcome outcome)
    {
        lock (_lock)
        {
            _remembered[key] = outcome;
            if (_remembered.Count > MaxRemembered || _remembered.Values.OfType<InspectionOutcome.Inspected>().Sum(inspected => (long)inspected.Report.Components.Count) > MaxComponents)
            {
                _remembered.Clear();
                _remembered[key] = outcome;
            }
        }
    }
}
