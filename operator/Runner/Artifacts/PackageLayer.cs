using SegmentOperator.Oci;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Artifacts;

/// <summary>Which layer of a manifest is the package. Pure.</summary>
internal static class PackageLayer
{
    /// <exception cref="RunException">The manifest is no package for this target.</exception>
    public static Descriptor Choose(Manifest manifest, string mediaType, RunLimits limits)
    {
        if (manifest.IsIndex)
            throw Unsafe("The digest stands for an index of several manifests; name the manifest of one package.");
        if (manifest.ArtifactType != PackageMediaTypes.ArtifactType)
        {
            throw Unsafe(
                $"The artifact's type is {Text.Show(manifest.ArtifactType ?? "")}; a package has {PackageMediaTypes.ArtifactType}.");
        }

        // A second layer would be content that somebody approved and that nobody deploys, or the other way round.
        if (manifest.Layers is not [var layer])
            throw Unsafe($"The package has {manifest.Layers.Count} layers; it must have exactly one.");
        if (layer.MediaType != mediaType)
            throw Unsafe($"The package's layer is {Text.Show(layer.MediaType)}; this target takes {mediaType}.");
        if (layer.Size < 0 || layer.Size > limits.MaxCompressedBytes)
            throw Unsafe($"The package's layer has {layer.Size} bytes; at most {limits.MaxCompressedBytes} are allowed.");
        return layer;
    }

    private static RunException Unsafe(string message) => new(RunReasons.PackageUnsafe, message);
}
