namespace SegmentOperator.Sigstore;

/// <summary>An entry of a transparency log as it came with a signature.</summary>
internal sealed record LogEntry
{
    /// <summary>The log's id.</summary>
    public required byte[] LogId { get; init; }

    /// <summary>The index over all shards of the log.</summary>
    public required long LogIndex { get; init; }

    /// <summary>The entry's kind and version as the bundle names them; null where only the body does.</summary>
    public (string Kind, string Version)? Kind { get; init; }

    /// <summary>When the log says to have taken the entry in, seconds since 1970. Worth nothing without the promise.</summary>
    public long? IntegratedTime { get; init; }

    /// <summary>The log's signature over body, time, index and id (Rekor v1).</summary>
    public byte[]? Promise { get; init; }

    public InclusionProof? Proof { get; init; }

    /// <summary>The entry, in the log's canonical form.</summary>
    public required byte[] Body { get; init; }
}

/// <summary>A proof that an entry is in a tree.</summary>
/// <param name="LogIndex">The leaf's index in the tree.</param>
/// <param name="TreeSize">The tree's size.</param>
/// <param name="RootHash">The tree's root.</param>
/// <param name="Hashes">The siblings from the leaf upwards.</param>
/// <param name="Checkpoint">The log's signed statement of size and root; null where there is none (some bundles v0.1).</param>
internal sealed record InclusionProof(
    long LogIndex, long TreeSize, byte[] RootHash, IReadOnlyList<byte[]> Hashes, string? Checkpoint);
