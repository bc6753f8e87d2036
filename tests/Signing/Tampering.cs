using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Oci;

namespace SegmentOperator.Signing;

/// <summary>What an attacker with write access to the registry would do.</summary>
public static class Tampering
{
    /// <summary>Another zip for a package's layer, of the same length where that can be: its bytes with one of them changed. Put
    /// it into the registry's storage under the old digest.</summary>
    public static byte[] Changed(byte[] content)
    {
        var changed = (byte[])content.Clone();
        changed[changed.Length / 2] ^= 0x20;
        return changed;
    }

    /// <summary>Moves one artifact's tag signatures to another artifact, as they are.</summary>
    public static async Task MoveTagSignatureAsync(
        RegistryWriter registry, ArtifactReference from, ArtifactReference to, CancellationToken cancellationToken = default)
    {
        var manifest = await registry.FindManifestAsync(
            from.Repository.Name, $"{from.Digest.Algorithm}-{from.Digest.Hex}.sig", cancellationToken)
            ?? throw new InvalidOperationException($"{from} has no signature under a tag");
        await registry.PushManifestAsync(
            to.Repository.Name, $"{to.Digest.Algorithm}-{to.Digest.Hex}.sig", MediaTypes.OciManifest, manifest, cancellationToken);
    }

    /// <summary>Attaches to an artifact a genuine bundle that was made for another one.</summary>
    public static Task<ArtifactReference> MoveBundleAsync(
        RegistryWriter registry, Digest signed, ArtifactReference to, SigningKey key, CancellationToken cancellationToken = default) =>
        new CosignSigner(registry).AttachBundleAsync(
            to, CosignSigner.Bundle(CosignSigner.Statement(signed, CosignSigner.SignaturePredicate), key), CosignSigner.SignaturePredicate,
            cancellationToken);

    /// <summary>The manifest of an artifact with its first layer pointing to other content: pushed under the same tag, it has
    /// another digest, and no signature.</summary>
    public static BuiltArtifact WithOtherLayer(BuiltArtifact artifact, byte[] content)
    {
        var manifest = JsonNode.Parse(artifact.Manifest)!;
        var layer = manifest["layers"]![0]!;
        var blob = new Blob(layer["mediaType"]!.GetValue<string>(), content);
        layer["digest"] = blob.Digest.ToString();
        layer["size"] = content.Length;
        return new BuiltArtifact(Encoding.UTF8.GetBytes(manifest.ToJsonString()), artifact.MediaType, [artifact.Blobs[0], blob]);
    }
}
