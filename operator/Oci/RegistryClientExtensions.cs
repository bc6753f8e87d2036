namespace SegmentOperator.Oci;

/// <summary>Ways to read a blob whole.</summary>
public static class RegistryClientExtensions
{
    /// <summary>Copies a blob to a stream. When it returns, the size and digest were right; when it throws, what the destination
    /// holds must not be used.</summary>
    public static async Task GetBlobAsync(
        this IRegistryClient client, RepositoryReference repository, Descriptor blob, Stream destination,
        CancellationToken cancellationToken)
    {
        var source = await client.OpenBlobAsync(repository, blob, cancellationToken);
        await using (source) await source.CopyToAsync(destination, cancellationToken);
    }

    /// <summary>A small blob's bytes.</summary>
    /// <exception cref="RegistryContentException">The blob is larger than the limit, or not what its descriptor says.</exception>
    public static async Task<byte[]> ReadBlobAsync(
        this IRegistryClient client, RepositoryReference repository, Descriptor blob, int limit, CancellationToken cancellationToken)
    {
        if (blob.Size > limit)
            throw new RegistryContentException(
                $"the blob {blob.Digest} in {repository} has {blob.Size} bytes, at most {limit} are read", RegistryContentProblem.TooLarge);
        using var buffer = new MemoryStream((int)blob.Size);
        await client.GetBlobAsync(repository, blob, buffer, cancellationToken);
        return buffer.ToArray();
    }
}
