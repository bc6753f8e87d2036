using System.Security.Cryptography;
using System.Text.Json;

namespace SegmentOperator.RegistrySim;

/// <summary>Takes a pushed manifest: what it says must be JSON, and what it points to must be here.</summary>
internal static class ManifestIntake
{
    public static string DigestOf(ReadOnlySpan<byte> content, string algorithm = "sha256") => algorithm == "sha512"
        ? "sha512:" + Convert.ToHexStringLower(SHA512.HashData(content))
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    public static StoredManifest Put(StoredRepository repository, string reference, string mediaType, byte[] content)
    {
        var isDigest = reference.Contains(':', StringComparison.Ordinal);
        var digest = DigestOf(content, isDigest ? reference.Split(':')[0] : "sha256");
        if (isDigest && digest != reference) throw new RegistryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        var manifest = Read(repository, mediaType, content, digest);
        repository.Manifests[digest] = manifest;
        if (!isDigest) repository.Tags[reference] = digest;
        return manifest;
    }

    private static StoredManifest Read(StoredRepository repository, string mediaType, byte[] content, string digest)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            if (root.TryGetProperty("config", out var config)) Demand(repository.Blobs, config);
            if (root.TryGetProperty("layers", out var layers))
            {
                foreach (var layer in layers.EnumerateArray()) Demand(repository.Blobs, layer);
            }

            if (root.TryGetProperty("manifests", out var manifests))
            {
                foreach (var entry in manifests.EnumerateArray()) Demand(repository.Manifests, entry);
            }

            var subject = root.TryGetProperty("subject", out var s) ? s.GetProperty("digest").GetString() : null;
            var type = root.TryGetProperty("artifactType", out var t) ? t.GetString()
                : config.ValueKind == JsonValueKind.Object ? config.GetProperty("mediaType").GetString() : null;
            var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
            if (root.TryGetProperty("annotations", out var a) && a.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in a.EnumerateObject()) annotations[property.Name] = property.Value.GetString()!;
            }

            return new StoredManifest(mediaType, content, digest, subject, type, annotations);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new RegistryError(400, "MANIFEST_INVALID", "manifest invalid");
        }
    }

    private static void Demand<T>(IReadOnlyDictionary<string, T> stored, JsonElement descriptor)
    {
        if (!stored.ContainsKey(descriptor.GetProperty("digest").GetString()!))
            throw new RegistryError(400, "MANIFEST_BLOB_UNKNOWN", "manifest references something unknown to registry");
    }
}
