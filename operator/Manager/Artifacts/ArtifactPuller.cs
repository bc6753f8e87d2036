using System.Collections.Concurrent;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Oci;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>
/// Reads an artifact from its registry, recomputing every digest, before anything is decided about it. A package that was
/// found whole is remembered by digest; the runner reads and recomputes everything again.
/// </summary>
internal sealed class ArtifactPuller
{
    private const long MaxLayerBytes = 100L * 1024 * 1024;
    private const int Remembered = 1024;
    private readonly ConcurrentDictionary<string, PullOutcome.Complete> _complete = new(StringComparer.Ordinal);

    /// <summary>Looks a tag up. The caller keeps the digest: a tag is looked up once.</summary>
    public static async Task<(Digest? Digest, PullOutcome? Failure)> ResolveAsync(IRegistryClient registry, ImageReference reference, CancellationToken cancellationToken)
    {
        if (reference.Digest is { } pinned)
            return (pinned, null);
        using var activity = ManagerTelemetry.Activities.StartActivity("artifact.resolve");
        try
        {
            return ((await registry.ResolveAsync(reference, cancellationToken)).Digest, null);
        }
        catch (RegistryException e)
        {
            return (null, Translate(e));
        }
    }

    /// <summary>Reads the package with this digest, whole.</summary>
    /// <param name="registry">Reads it.</param>
    /// <param name="artifact">Where and what.</param>
    /// <param name="layerType">The media type that the segment's target can deploy.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<PullOutcome> PullAsync(IRegistryClient registry, ArtifactReference artifact, string layerType, CancellationToken cancellationToken)
    {
        var key = $"{artifact} {layerType}";
        if (_complete.TryGetValue(key, out var known))
            return known;
        using var activity = ManagerTelemetry.Activities.StartActivity("artifact.pull");
        try
        {
            var outcome = await ReadAsync(registry, artifact, layerType, cancellationToken);
            if (outcome is PullOutcome.Complete complete)
                Remember(key, complete);
            return outcome;
        }
        catch (RegistryException e)
        {
            return Translate(e);
        }
    }

    private static async Task<PullOutcome> ReadAsync(IRegistryClient registry, ArtifactReference artifact, string layerType, CancellationToken cancellationToken)
    {
        var manifest = await registry.GetManifestAsync(artifact, cancellationToken);
        if (manifest.IsIndex)
            return new PullOutcome.Refused("NotAPackage", $"{artifact} is an index of several manifests. Name the digest of the one package.");
        var layers = manifest.Layers.Where(layer => layer.MediaType == layerType).ToArray();
        if (layers.Length != 1 || manifest.Layers.Count != 1)
            return new PullOutcome.Refused("NotAPackage", $"{artifact} has {manifest.Layers.Count} layers, of which {layers.Length} are of type {layerType}; the segment's target takes exactly one layer, of that type.");
        if (layers[0].Size > MaxLayerBytes)
            return new PullOutcome.Refused("PackageTooLarge", $"The package of {artifact} has {layers[0].Size} bytes; at most {MaxLayerBytes} are taken.");
        var bytes = 0L;
        foreach (var blob in manifest.Config is { } config ? manifest.Layers.Prepend(config) : manifest.Layers)
        {
            await registry.GetBlobAsync(artifact.Repository, blob, Stream.Null, cancellationToken);
            bytes += blob.Size;
        }

        return new PullOutcome.Complete(manifest.ArtifactType ?? "", layers[0], bytes);
    }

    private void Remember(string key, PullOutcome.Complete complete)
    {
        // Forgetting everything costs a second read each; keeping an order would cost a lock on every look-up.
        if (_complete.Count >= Remembered)
            _complete.Clear();
        _complete[key] = complete;
    }

    public static PullOutcome Translate(RegistryException failure) => failure switch
    {
        RegistryNotFoundException => new PullOutcome.NotFound(failure.Message),
        RegistryContentException { Problem: RegistryContentProblem.WrongDigest or RegistryContentProblem.WrongSize } =>
            new PullOutcome.Refused("DigestMismatch", $"{failure.Message}. The registry's content was changed after it was pushed; push and sign it again."),
        RegistryContentException { Problem: RegistryContentProblem.TooLarge } => new PullOutcome.Refused("ManifestTooLarge", failure.Message),
        RegistryContentException => new PullOutcome.Refused("ArtifactMalformed", failure.Message),
        RegistryUnavailableException unavailable => new PullOutcome.CouldNotCheck(failure.Message, unavailable.RetryAfter),
        _ => new PullOutcome.CouldNotCheck(failure.Message, null),
    };
}
