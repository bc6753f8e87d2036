using System.Security.Cryptography;
using SegmentOperator.Oci;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Artifacts;

/// <summary>The layer that a run deploys, on the run's own disk.</summary>
/// <param name="Path">The file; its name is ours, not the package's.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Digest">The layer's digest, recomputed from what was written.</param>
/// <param name="Size">Bytes.</param>
internal sealed record FetchedLayer(string Path, string MediaType, string Digest, long Size);

/// <summary>Fetches an artifact by its digest. Every digest is recomputed here, whoever has checked it before.</summary>
internal sealed class ArtifactFetcher(IRegistryClient registry, RunLog log)
{
    /// <exception cref="RunException">The artifact could not be fetched, or must not be used.</exception>
    public async Task<FetchedLayer> FetchAsync(
        RunArtifact artifact, string mediaType, RunLimits limits, string workDirectory, CancellationToken cancellationToken)
    {
        var repository = RepositoryReference.Parse(artifact.Repository);
        var digest = Digest.Parse(artifact.Digest);
        try
        {
            var manifest = await registry.GetManifestAsync(new ArtifactReference(repository, digest), cancellationToken);
            if (!digest.Matches(manifest.Content.Span))
                throw new RunException(RunReasons.DigestMismatch, $"The manifest of {repository} is not what {digest} stands for.");
            var layer = PackageLayer.Choose(manifest, mediaType, limits);
            log.Write($"manifest {digest} has the layer {layer.Digest} of {layer.Size} bytes");
            return await DownloadAsync(repository, layer, workDirectory, attempts: registry.Places(repository).Count, cancellationToken);
        }
        catch (RegistryContentException e)
        {
            var reason = e.Problem is RegistryContentProblem.WrongDigest or RegistryContentProblem.WrongSize
                ? RunReasons.DigestMismatch
                : RunReasons.PackageUnsafe;
            throw new RunException(reason, $"The registry gave content that must not be used: {Text.Clean(e.Message)}", e);
        }
        catch (RegistryException e)
        {
            throw new RunException(RunReasons.ArtifactFetchFailed, $"The artifact could not be fetched: {Text.Clean(e.Message)}", e);
        }
    }

    // A mirror that fails in the middle of a layer is left out of the next attempt.
    private async Task<FetchedLayer> DownloadAsync(
        RepositoryReference repository, Descriptor layer, string workDirectory, int attempts, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await DownloadAsync(repository, layer, workDirectory, cancellationToken);
            }
            catch (RegistryUnavailableException e) when (--attempts > 0)
            {
                log.Write($"trying again: {Text.Clean(e.Message)}");
            }
        }
    }

    private async Task<FetchedLayer> DownloadAsync(
        RepositoryReference repository, Descriptor layer, string workDirectory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(workDirectory, "layer");
        try
        {
            Directory.CreateDirectory(workDirectory);
            await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None))
            await using (var source = await registry.OpenBlobAsync(repository, layer, cancellationToken))
                await source.CopyToAsync(file, cancellationToken);

            await using var written = File.OpenRead(path);
            var recomputed = await HashAsync(written, layer.Digest.Algorithm, cancellationToken);
            if (recomputed != layer.Digest.ToString() || written.Length != layer.Size)
                throw new RunException(RunReasons.DigestMismatch, $"The layer {layer.Digest} arrived as {recomputed}.");
            return new FetchedLayer(path, layer.MediaType, recomputed, written.Length);
        }
        catch (Exception e) when (e is (IOException or UnauthorizedAccessException) and not RegistryException)
        {
            throw new RunException(
                RunReasons.ArtifactFetchFailed, $"The layer could not be stored in {workDirectory}: {Text.Clean(e.Message)}", e);
        }
    }

    private static async Task<string> HashAsync(Stream content, string algorithm, CancellationToken cancellationToken)
    {
        var hash = algorithm == "sha512"
            ? await SHA512.HashDataAsync(content, cancellationToken)
            : await SHA256.HashDataAsync(content, cancellationToken);
        return $"{algorithm}:{Convert.ToHexStringLower(hash)}";
    }
}
