using SegmentOperator.RegistrySim;

namespace SegmentOperator.Oci.Tests;

public sealed class BlobTests
{
    private static bool IsBlob(RecordedRequest request) => request.Path.Contains("/blobs/", StringComparison.Ordinal);

    [Fact]
    public async Task A_blob_is_delivered_whole()
    {
        await using var registry = await TestRegistry.StartAsync(layerSize: 300_000);
        var content = await registry.Client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 1_000_000, CancellationToken.None);
        Assert.Equal(registry.Package.Blobs[1].Content, content);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_broken_transfer_goes_on_where_it_broke(int times)
    {
        await using var registry = await TestRegistry.StartAsync(layerSize: 300_000);
        registry.Server.Faults.Add(new RegistryFault.Truncated(70_000), times, IsBlob);
        var content = await registry.Client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 1_000_000, CancellationToken.None);
        Assert.Equal(registry.Package.Blobs[1].Content, content);
        Assert.Equal($"bytes={70_000 * times}-", registry.Server.Requests[^1].Range);
    }

    [Fact]
    public async Task A_transfer_that_always_breaks_could_not_be_read()
    {
        await using var registry = await TestRegistry.StartAsync(layerSize: 300_000);
        registry.Server.Faults.Add(new RegistryFault.Truncated(100), when: IsBlob);
        await Assert.ThrowsAsync<RegistryUnavailableException>(
            () => registry.Client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 1_000_000, CancellationToken.None));
        Assert.InRange(registry.Server.Requests.Count, 2, 40);
    }

    [Fact]
    public async Task Other_bytes_than_the_digest_says_are_refused_at_the_end()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.WrongBytes(), when: IsBlob);
        var e = await Assert.ThrowsAsync<RegistryContentException>(
            () => registry.Client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 1_000_000, CancellationToken.None));
        Assert.Equal(RegistryContentProblem.WrongDigest, e.Problem);
    }

    [Fact]
    public async Task More_bytes_than_the_size_says_are_refused_before_they_are_read()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Overlong(10_000_000), when: IsBlob);
        var e = await Assert.ThrowsAsync<RegistryContentException>(
            () => registry.Client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 1_000_000, CancellationToken.None));
        Assert.Equal(RegistryContentProblem.WrongSize, e.Problem);
    }

    [Fact]
    public async Task A_descriptor_with_another_size_is_refused()
    {
        await using var registry = await TestRegistry.StartAsync();
        var e = await Assert.ThrowsAsync<RegistryContentException>(
            () => registry.Client.ReadBlobAsync(
                registry.Artifact.Repository, registry.Layer with { Size = registry.Layer.Size - 1 }, 1_000_000, CancellationToken.None));
        Assert.Equal(RegistryContentProblem.WrongSize, e.Problem);
    }

    [Fact]
    public async Task A_blob_beyond_the_limit_is_not_even_asked_for()
    {
        await using var registry = await TestRegistry.StartAsync();
        var e = await Assert.ThrowsAsync<RegistryContentException>(
            () => registry.Client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 4999, CancellationToken.None));
        Assert.Equal(RegistryContentProblem.TooLarge, e.Problem);
        Assert.Empty(registry.Server.Requests);
    }

    [Fact]
    public async Task A_missing_blob_is_not_found()
    {
        await using var registry = await TestRegistry.StartAsync();
        var missing = registry.Layer with { Digest = Digest.Compute("elsewhere"u8) };
        await Assert.ThrowsAsync<RegistryNotFoundException>(
            () => registry.Client.OpenBlobAsync(registry.Artifact.Repository, missing, CancellationToken.None));
    }
}
