using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Oci;

namespace SegmentOperator.Signing;

/// <summary>Signs artifacts in a registry with a key, in both of cosign's formats.</summary>
public sealed class CosignSigner(RegistryWriter registry)
{
    /// <summary>The media type of a simple signing payload.</summary>
    public const string PayloadType = "application/vnd.dev.cosign.simplesigning.v1+json";

    /// <summary>The annotation that holds a payload's signature.</summary>
    public const string SignatureAnnotation = "dev.cosignproject.cosign/signature";

    /// <summary>The media type of a bundle.</summary>
    public const string BundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// <summary>The predicate type of a signature.</summary>
    public const string SignaturePredicate = "https://sigstore.dev/cosign/sign/v1";

    /// <summary>Signs as cosign 2 does: a payload under the tag <c>sha256-….sig</c>. Earlier signatures there are kept.</summary>
    public Task SignTagAsync(ArtifactReference artifact, SigningKey key, CancellationToken cancellationToken = default)
    {
        var payload = Encoding.UTF8.GetBytes(SimpleSigning(artifact, artifact.Digest));
        return AttachTagAsync(artifact, [(payload, key.Sign(payload))], cancellationToken);
    }

    /// <summary>Signs as cosign 3 does: a bundle that refers to the artifact.</summary>
    public Task<ArtifactReference> SignBundleAsync(ArtifactReference artifact, SigningKey key, CancellationToken cancellationToken = default) =>
        AttachBundleAsync(artifact, Bundle(Statement(artifact.Digest, SignaturePredicate), key), SignaturePredicate, cancellationToken);

    /// <summary>Attaches an attestation of some other type, which is no signature.</summary>
    public Task<ArtifactReference> AttestAsync(
        ArtifactReference artifact, SigningKey key, string predicateType, CancellationToken cancellationToken = default) =>
        AttachBundleAsync(artifact, Bundle(Statement(artifact.Digest, predicateType), key), predicateType, cancellationToken);

    /// <summary>A simple signing payload.</summary>
    public static string SimpleSigning(ArtifactReference artifact, Digest digest) => new JsonObject
    {
        ["critical"] = new JsonObject
        {
            ["identity"] = new JsonObject { ["docker-reference"] = artifact.Repository.ToString() },
            ["image"] = new JsonObject { ["docker-manifest-digest"] = digest.ToString() },
            ["type"] = "cosign container image signature",
        },
        ["optional"] = null,
    }.ToJsonString();

    /// <summary>An in-toto statement about one digest.</summary>
    public static string Statement(Digest digest, string predicateType) => new JsonObject
    {
        ["_type"] = "https://in-toto.io/Statement/v1",
        ["subject"] = new JsonArray(new JsonObject { ["digest"] = new JsonObject { [digest.Algorithm] = digest.Hex } }),
        ["predicateType"] = predicateType,
        ["predicate"] = new JsonObject(),
    }.ToJsonString();

    /// <summary>A v0.3 bundle with a DSSE envelope around a statement.</summary>
    public static string Bundle(string statement, SigningKey key)
    {
        const string type = "application/vnd.in-toto+json";
        var payload = Encoding.UTF8.GetBytes(statement);
        return new JsonObject
        {
            ["mediaType"] = BundleType,
            ["verificationMaterial"] = new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = key.Hint } },
            ["dsseEnvelope"] = new JsonObject
            {
                ["payload"] = Convert.ToBase64String(payload),
                ["payloadType"] = type,
                ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(key.Sign(PreAuthentication(type, payload))) }),
            },
        }.ToJsonString();
    }

    /// <summary>What DSSE signs: the payload with its type and lengths.</summary>
    public static byte[] PreAuthentication(string type, byte[] payload) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} "), .. payload];

    /// <summary>Adds payloads with their signatures under the artifact's signature tag.</summary>
    public async Task AttachTagAsync(
        ArtifactReference artifact, IEnumerable<(byte[] Payload, byte[] Signature)> signatures, CancellationToken cancellationToken = default)
    {
        var (repository, tag) = (artifact.Repository.Name, $"{artifact.Digest.Algorithm}-{artifact.Digest.Hex}.sig");
        var layers = signatures.Select(s => new Blob(
            PayloadType, s.Payload, new Dictionary<string, string>(StringComparer.Ordinal) { [SignatureAnnotation] = Convert.ToBase64String(s.Signature) }))
            .ToArray();
        var built = BuiltArtifact.Create(
            artifactType: null, new Blob("application/vnd.oci.image.config.v1+json", "{}"u8.ToArray()), layers, subject: null, annotations: null);
        foreach (var blob in built.Blobs) await registry.PushBlobAsync(repository, blob.Content, cancellationToken);
        var manifest = JsonNode.Parse(built.Manifest)!;
        if (await registry.FindManifestAsync(repository, tag, cancellationToken) is { } earlier)
        {
            var kept = JsonNode.Parse(earlier)!["layers"]!.AsArray().Select(l => l!.DeepClone());
            manifest["layers"] = new JsonArray([.. kept, .. manifest["layers"]!.AsArray().Select(l => l!.DeepClone())]);
        }

        await registry.PushManifestAsync(
            repository, tag, MediaTypes.OciManifest, Encoding.UTF8.GetBytes(manifest.ToJsonString()), cancellationToken);
    }

    /// <summary>Attaches a bundle to an artifact: by its subject, and in the fallback tag where the registry does not list referrers.</summary>
    public async Task<ArtifactReference> AttachBundleAsync(
        ArtifactReference artifact, string bundle, string predicateType, CancellationToken cancellationToken = default)
    {
        var repository = artifact.Repository.Name;
        var subject = await registry.FindManifestAsync(repository, artifact.Digest.ToString(), cancellationToken)
            ?? throw new InvalidOperationException($"{artifact} is not there to be signed");
        var built = BuiltArtifact.Create(
            BundleType, [new Blob(BundleType, Encoding.UTF8.GetBytes(bundle))],
            new Descriptor(MediaTypes.OciManifest, artifact.Digest, subject.Length),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["dev.sigstore.bundle.content"] = "dsse-envelope",
                ["dev.sigstore.bundle.predicateType"] = predicateType,
            });
        foreach (var blob in built.Blobs) await registry.PushBlobAsync(repository, blob.Content, cancellationToken);
        var listed = await registry.PushManifestAsync(
            repository, built.Digest.ToString(), built.MediaType, built.Manifest, cancellationToken);
        if (!listed) await AddToFallbackAsync(artifact, built, cancellationToken);
        return artifact.Repository.At(built.Digest);
    }

    // cosign 3 writes the configuration's type here and not the bundle's; readers must not rely on either.
    private async Task AddToFallbackAsync(ArtifactReference artifact, BuiltArtifact built, CancellationToken cancellationToken)
    {
        var (repository, tag) = (artifact.Repository.Name, $"{artifact.Digest.Algorithm}-{artifact.Digest.Hex}");
        var index = await registry.FindManifestAsync(repository, tag, cancellationToken) is { } earlier
            ? JsonNode.Parse(earlier)!.AsObject()
            : new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex, ["manifests"] = new JsonArray() };
        index["manifests"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["mediaType"] = built.MediaType,
            ["digest"] = built.Digest.ToString(),
            ["size"] = built.Manifest.Length,
            ["artifactType"] = MediaTypes.EmptyJson,
        });
        await registry.PushManifestAsync(
            repository, tag, MediaTypes.OciIndex, Encoding.UTF8.GetBytes(index.ToJsonString()), cancellationToken);
    }
}
