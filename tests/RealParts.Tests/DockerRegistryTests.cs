using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.RealParts.Tests;

[Trait("Category", "RealParts")]
public sealed class DockerRegistryTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [RealPartsTheory]
    [InlineData(Protection.None)]
    [InlineData(Protection.Basic)]
    [InlineData(Protection.Token)]
    [InlineData(Protection.Tls)]
    [InlineData(Protection.TlsAndBasic)]
    public async Task A_package_is_read_from_a_real_registry(Protection protection)
    {
        await using var registry = await RealRegistry.StartAsync(folder, protection);
        var content = new byte[3_000_000];
        new Random(7).NextBytes(content);
        var package = PackageArtifact.FromZip(content);
        var artifact = await registry.Writer.PushAsync(package, "sf/finance/revenue", "1.4.2");
        using var client = registry.NewClient(folder);

        var resolved = await client.ResolveAsync(ImageReference.Parse($"{registry.Host}/sf/finance/revenue:1.4.2"), CancellationToken.None);
        Assert.Equal(artifact.Digest, resolved.Digest);
        var manifest = await client.GetManifestAsync(artifact, CancellationToken.None);
        Assert.Equal(PackageArtifact.ArtifactType, manifest.ArtifactType);
        Assert.Equal(content, await client.ReadBlobAsync(artifact.Repository, manifest.Layers[0], content.Length, CancellationToken.None));
        Assert.Equal(["1.4.2"], await client.ListTagsAsync(artifact.Repository, CancellationToken.None));
        Assert.Empty(await client.GetReferrersAsync(artifact, null, CancellationToken.None));
        Assert.Equal(protection == Protection.Token, registry.TokensIssued > 0);
    }

    [RealPartsTheory]
    [InlineData(Protection.Basic)]
    [InlineData(Protection.Token)]
    public async Task Wrong_credentials_are_unauthorized(Protection protection)
    {
        await using var registry = await RealRegistry.StartAsync(folder, protection);
        var artifact = await registry.Writer.PushAsync(PackageArtifact.FromZip([1, 2, 3]), "a/b", "1");
        using var client = new RegistryClient(
            new RegistryClientOptions { Credentials = RegistryCredentials.For(registry.Host, new RegistryCredential("tester", "wrong")) },
            TimeProvider.System, new Random(1));
        await Assert.ThrowsAsync<RegistryUnauthorizedException>(() => client.GetManifestAsync(artifact, CancellationToken.None));
        using var anonymous = new RegistryClient(new RegistryClientOptions(), TimeProvider.System, new Random(1));
        await Assert.ThrowsAsync<RegistryUnauthorizedException>(() => anonymous.GetManifestAsync(artifact, CancellationToken.None));
    }

    [RealPartsFact]
    public async Task What_is_missing_is_not_found()
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var artifact = await registry.Writer.PushAsync(PackageArtifact.FromZip([1, 2, 3]), "a/b", "1");
        using var client = registry.NewClient(folder);
        await Assert.ThrowsAsync<RegistryNotFoundException>(
            () => client.ResolveAsync(ImageReference.ForTag(artifact.Repository, "2"), CancellationToken.None));
        await Assert.ThrowsAsync<RegistryNotFoundException>(
            () => client.ResolveAsync(ImageReference.Parse($"{registry.Host}/no/such:1"), CancellationToken.None));
        await Assert.ThrowsAsync<RegistryNotFoundException>(
            () => client.GetManifestAsync(artifact.Repository.At(Digest.Compute("x"u8)), CancellationToken.None));
        await Assert.ThrowsAsync<RegistryNotFoundException>(
            () => client.OpenBlobAsync(artifact.Repository, new Descriptor("a/b", Digest.Compute("x"u8), 1), CancellationToken.None));
    }

    [RealPartsFact]
    public async Task A_blob_is_read_on_from_where_it_broke()
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var content = new byte[500_000];
        new Random(8).NextBytes(content);
        var package = PackageArtifact.FromZip(content);
        var artifact = await registry.Writer.PushAsync(package, "a/b", "1");
        await using var breaking = new BreakingProxy(registry.Host, cutAfter: 100_000);
        breaking.Start();
        using var client = new RegistryClient(
            new RegistryClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, new Random(1));
        var through = artifact.Repository with { Registry = breaking.Host };
        Assert.Equal(content, await client.ReadBlobAsync(through, package.Blobs[1].Descriptor, content.Length, CancellationToken.None));
        Assert.InRange(breaking.Cuts, 2, 10);
    }

    [RealPartsFact]
    public async Task A_blob_that_was_changed_in_storage_is_refused()
    {
        await using var registry = await RealRegistry.StartAsync(folder);
        var package = PackageArtifact.FromZip([.. Enumerable.Range(0, 200).Select(i => (byte)i)]);
        var artifact = await registry.Writer.PushAsync(package, "a/b", "1");
        var layer = package.Blobs[1];
        var file = Path.Combine(
            folder.Path, "data/docker/registry/v2/blobs/sha256", layer.Digest.Hex[..2], layer.Digest.Hex, "data");
        await File.WriteAllBytesAsync(file, Tampering.Changed(layer.Content));
        using var client = registry.NewClient(folder);
        var e = await Assert.ThrowsAsync<RegistryContentException>(
            () => client.ReadBlobAsync(artifact.Repository, layer.Descriptor, 1000, CancellationToken.None));
        Assert.Equal(RegistryContentProblem.WrongDigest, e.Problem);
    }
}
