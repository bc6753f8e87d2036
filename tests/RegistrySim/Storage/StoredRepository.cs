using System.Collections.Concurrent;

namespace SegmentOperator.RegistrySim;

/// <summary>One repository, in memory.</summary>
internal sealed class StoredRepository
{
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, StoredManifest> Manifests { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, MemoryStream> Uploads { get; } = new(StringComparer.Ordinal);

    public StoredManifest Find(string reference)
    {
        var digest = reference.Contains(':', StringComparison.Ordinal) ? reference : Tags.GetValueOrDefault(reference);
        return digest is not null && Manifests.TryGetValue(digest, out var manifest) ? manifest : throw RegistryError.ManifestUnknown();
    }
}
