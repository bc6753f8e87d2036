using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.VerifyArtifact;
using SegmentOperator.Oci;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.RunContract;

namespace SegmentOperator.Manager.InspectPackage;

/// <summary>Reads a package from this machine, or from a registry where nothing of that name is here.</summary>
internal sealed class PackageReading(ManagerOptions options, TimeProvider clock)
{
    /// <exception cref="CouldNotReadException">The registry did not answer.</exception>
    /// <exception cref="FormatException">There is no such package.</exception>
    public async Task<InspectionOutcome> InspectAsync(string package, InspectionOptions how, CancellationToken cancellationToken)
    {
        if (Directory.Exists(package) || File.Exists(package))
            return PackageFile.Inspect(package, how, cancellationToken);
        if (!ImageReference.TryParse(package, out var reference, out var why))
            throw new FormatException($"{package} is no file or folder here, and no reference either: {why}.");
        var references = new OfflineReferences();
        var (registry, problem) = await new SegmentRegistries(new RegistrySettingsReader(references, options, clock), clock).ForAsync(null, cancellationToken);
        if (registry is null)
            throw new FormatException(problem!.Message);
        return await InspectAsync(registry.Client, reference, how, cancellationToken);
    }

    private static async Task<InspectionOutcome> InspectAsync(IRegistryClient registry, ImageReference reference, InspectionOptions how, CancellationToken cancellationToken)
    {
        var (digest, unresolved) = await ArtifactPuller.ResolveAsync(registry, reference, cancellationToken);
        if (digest is null)
            throw Failure(unresolved!);
        var artifact = reference.At(digest);
        var puller = new ArtifactPuller();
        var pull = await puller.PullAsync(registry, artifact, PackageMediaTypes.SalesforceMetadata, cancellationToken);
        var kubernetes = pull is PullOutcome.Refused { Reason: "NotAPackage" };
        if (kubernetes)
            pull = await puller.PullAsync(registry, artifact, PackageMediaTypes.KubernetesManifests, cancellationToken);
        if (pull is not PullOutcome.Complete complete)
            throw Failure(pull);
        await using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"inspect-{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await registry.GetBlobAsync(artifact.Repository, complete.Layer, file, cancellationToken);
        }
        catch (RegistryException e)
        {
            throw Failure(ArtifactPuller.Translate(e));
        }

        file.Position = 0;
        return PackageFile.Inspect(file, artifact.ToString(), how with { Kubernetes = kubernetes || how.Kubernetes }, cancellationToken);
    }

    private static Exception Failure(PullOutcome outcome) => outcome switch
    {
        PullOutcome.CouldNotCheck unknown => new CouldNotReadException($"Could not read the package: {unknown.Message}."),
        PullOutcome.NotFound missing => new FormatException($"{missing.Message}."),
        PullOutcome.Refused refused => new FormatException(refused.Message),
        _ => throw new InvalidOperationException("A package that was read is no failure."),
    };
}

/// <summary>It is not known what is in the package; trying again may tell.</summary>
internal sealed class CouldNotReadException(string message) : Exception(message);
