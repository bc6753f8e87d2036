using System.Text;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;

namespace SegmentOperator.Oci.Tests;

public sealed class ReferrersTests
{
    private static Task<IReadOnlyList<Referrer>> ListAsync(TestRegistry registry, string? type = null) =>
        registry.Client.GetReferrersAsync(registry.Artifact, type, CancellationToken.None);

    private static async Task<List<Digest>> AttachAsync(TestRegistry registry, int count)
    {
        using var key = SigningKey.Generate();
        var signer = new CosignSigner(registry.Writer);
        var attached = new List<Digest>();
        for (var i = 0; i < count; i++) attached.Add((await signer.SignBundleAsync(registry.Artifact, key)).Digest);
        return attached;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Referrers_are_listed_with_their_real_type(bool api)
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Referrers = api });
        var attached = await AttachAsync(registry, 3);
        var listed = await ListAsync(registry);
        Assert.Equal(attached.Select(d => d.ToString()).Order(StringComparer.Ordinal), listed.Select(r => r.Descriptor.Digest.ToString()).Order(StringComparer.Ordinal));
        Assert.All(listed, r => Assert.Equal(CosignSigner.BundleType, r.Descriptor.ArtifactType));
        Assert.Equal(3, (await ListAsync(registry, CosignSigner.BundleType)).Count);
        Assert.Empty(await ListAsync(registry, MediaTypes.EmptyJson));
    }

    [Fact]
    public async Task All_pages_are_read()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { PageSize = 2 });
        await AttachAsync(registry, 7);
        Assert.Equal(7, (await ListAsync(registry, CosignSigner.BundleType)).Count);
    }

    [Fact]
    public async Task A_page_that_fails_fails_the_listing()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { PageSize = 2 });
        await AttachAsync(registry, 7);
        registry.Server.Faults.Add(new RegistryFault.Garbage(), when: r => r.Query.Contains("last=", StringComparison.Ordinal));
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => ListAsync(registry));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_artifact_that_nothing_refers_to_has_an_empty_listing(bool api)
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Referrers = api });
        Assert.Empty(await ListAsync(registry));
    }

    [Fact]
    public async Task An_entry_of_the_fallback_tag_counts_only_if_its_manifest_names_the_subject()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Referrers = false });
        var attached = await AttachAsync(registry, 1);
        var stranger = await registry.Writer.PushAsync(PackageArtifact.FromZip([1, 2, 3]), TestRegistry.Repository);
        var index = $$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[
              {"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{stranger.Digest}}","size":1,"artifactType":"{{CosignSigner.BundleType}}"},
              {"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{attached[0]}}","size":1},
              {"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{attached[0]}}","size":1}]}
            """;
        await registry.Writer.PushManifestAsync(
            TestRegistry.Repository, $"sha256-{registry.Artifact.Digest.Hex}", MediaTypes.OciIndex, Encoding.UTF8.GetBytes(index));
        Assert.Equal(attached[0], Assert.Single(await ListAsync(registry)).Descriptor.Digest);
    }

    [Fact]
    public async Task A_registry_without_the_API_is_not_asked_for_it_each_time()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Referrers = false });
        await ListAsync(registry);
        await ListAsync(registry);
        Assert.Single(registry.Server.Requests, r => r.Path.Contains("/referrers/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_fallback_entries_than_allowed_are_an_error()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Referrers = false });
        await AttachAsync(registry, 3);
        using var client = registry.NewClient(TestRegistry.Quick with { FallbackReferrersLimit = 2 });
        var e = await Assert.ThrowsAsync<RegistryContentException>(
            () => client.GetReferrersAsync(registry.Artifact, null, CancellationToken.None));
        Assert.Equal(RegistryContentProblem.TooLarge, e.Problem);
    }

    [Theory]
    [InlineData("</v2/a/tags/list?n=2&last=b>; rel=\"next\"", "/v2/a/tags/list?n=2&last=b")]
    [InlineData("<list?last=b>; rel=next", "/v2/a/tags/list?last=b")]
    [InlineData("</x>; rel=\"prev\", </y>; title=\"a\"; rel=\"next\"", "/y")]
    [InlineData("</x>; rel=\"prev\"", null)]
    [InlineData("nonsense", null)]
    [InlineData("<unended; rel=\"next\"", null)]
    public void The_next_page_is_read_from_the_link(string header, string? path)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Link", header);
        Assert.Equal(path, LinkHeader.Next(response, new Uri("https://r.example/v2/a/tags/list")));
    }

    [Fact]
    public void A_next_page_on_another_host_is_refused()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Link", "<https://thief.example/v2/>; rel=\"next\"");
        Assert.Throws<FormatException>(() => LinkHeader.Next(response, new Uri("https://r.example/v2/a/tags/list")));
    }
}
