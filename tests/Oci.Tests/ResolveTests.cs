using SegmentOperator.RegistrySim;

namespace SegmentOperator.Oci.Tests;

public sealed class ResolveTests
{
    [Fact]
    public async Task A_tag_is_resolved_to_its_digest_by_one_HEAD()
    {
        await using var registry = await TestRegistry.StartAsync();
        var resolved = await registry.Client.ResolveAsync(registry.Tagged, CancellationToken.None);
        Assert.Equal(registry.Artifact.Digest, resolved.Digest);
        Assert.Equal(registry.Package.Manifest.Length, resolved.Size);
        Assert.Equal(MediaTypes.OciManifest, resolved.MediaType);
        Assert.Equal("HEAD", Assert.Single(registry.Server.Requests).Method);
    }

    [Fact]
    public async Task A_registry_without_HEAD_is_asked_by_GET()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Status(405), when: r => r.Method == "HEAD");
        var resolved = await registry.Client.ResolveAsync(registry.Tagged, CancellationToken.None);
        Assert.Equal(registry.Artifact.Digest, resolved.Digest);
    }

    [Fact]
    public async Task A_missing_tag_is_not_found()
    {
        await using var registry = await TestRegistry.StartAsync();
        var reference = ImageReference.ForTag(registry.Artifact.Repository, "9.9.9");
        var e = await Assert.ThrowsAsync<RegistryNotFoundException>(() => registry.Client.ResolveAsync(reference, CancellationToken.None));
        Assert.Contains("the tag 9.9.9", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_repository_is_not_found()
    {
        await using var registry = await TestRegistry.StartAsync();
        var reference = ImageReference.Parse($"{registry.Server.Host}/no/such:1");
        await Assert.ThrowsAsync<RegistryNotFoundException>(() => registry.Client.ResolveAsync(reference, CancellationToken.None));
    }

    [Fact]
    public async Task The_manifest_comes_with_its_parts()
    {
        await using var registry = await TestRegistry.StartAsync();
        var manifest = await registry.Client.GetManifestAsync(registry.Artifact, CancellationToken.None);
        Assert.Equal(registry.Package.Manifest, manifest.Content.ToArray());
        Assert.Equal(Signing.PackageArtifact.ArtifactType, manifest.ArtifactType);
        Assert.Equal(registry.Layer.Digest, Assert.Single(manifest.Layers).Digest);
        Assert.Equal(MediaTypes.EmptyJson, manifest.Config!.MediaType);
    }

    [Fact]
    public async Task Tags_are_listed_over_all_pages()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { PageSize = 3 });
        for (var i = 0; i < 10; i++)
            await registry.Writer.PushManifestAsync(TestRegistry.Repository, $"t{i}", MediaTypes.OciManifest, registry.Package.Manifest);
        var tags = await registry.Client.ListTagsAsync(registry.Artifact.Repository, CancellationToken.None);
        Assert.Equal(["1.4.2", .. Enumerable.Range(0, 10).Select(i => $"t{i}")], tags);
    }
}
