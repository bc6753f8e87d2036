using SegmentOperator.RegistrySim;

namespace SegmentOperator.Oci.Tests;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_share_a_connection(bool tls)
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Tls = tls, Authentication = RegistryAuthentication.Token });
        using var client = registry.NewClient(TestRegistry.WithUser("tester", new EmbeddedRegistryOptions().Password, TestRegistry.Quick with
        {
            CertificateAuthorities = registry.Server.CertificateAuthority is { } authority ? [authority] : null,
        }));
        for (var i = 0; i < 20; i++)
        {
            await client.GetManifestAsync(registry.Artifact, CancellationToken.None);
            await client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 10_000, CancellationToken.None);
        }

        Assert.True(registry.Server.Requests.Count >= 40);
        Assert.Single(registry.Server.Requests.Select(r => r.Connection).Distinct());
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task A_registry_that_has_no_referrers_API_is_asked_for_the_fallback_tag(int status)
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Status(status), when: r => r.Path.Contains("/referrers/", StringComparison.Ordinal));
        Assert.Empty(await registry.Client.GetReferrersAsync(registry.Artifact, null, CancellationToken.None));
        Assert.Equal(2, registry.Server.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(406)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Any_other_failure_of_the_listing_is_never_an_empty_listing(int status)
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Status(status), when: r => r.Path.Contains("/referrers/", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<RegistryException>(() => registry.Client.GetReferrersAsync(registry.Artifact, null, CancellationToken.None));
    }

    [Fact]
    public async Task A_later_page_that_is_gone_is_a_failed_listing()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { PageSize = 1 });
        foreach (var tag in new[] { "a", "b" }) await registry.Writer.PushAsync(registry.Package, TestRegistry.Repository, tag);
        registry.Server.Faults.Add(new RegistryFault.Status(404), when: r => r.Query.Contains("last=", StringComparison.Ordinal));
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => registry.Client.ListTagsAsync(registry.Artifact.Repository, CancellationToken.None));
    }

    [Fact]
    public async Task A_rate_limit_may_name_a_date()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.TooManyRequests(TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("R")));
        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => registry.Client.GetManifestAsync(registry.Artifact, CancellationToken.None));
        Assert.InRange(e.RetryAfter!.Value, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(11));
    }
}
