using SegmentOperator.RegistrySim;

namespace SegmentOperator.Oci.Tests;

public sealed class ProxyTests
{
    private const string Registry = "registry.example.com:5000";

    private static ArtifactReference Elsewhere(TestRegistry registry) =>
        new RepositoryReference(Registry, TestRegistry.Repository).At(registry.Artifact.Digest);

    [Fact]
    public async Task A_registry_is_reached_through_the_proxy_and_the_proxys_password_stays_with_the_proxy()
    {
        await using var registry = await TestRegistry.StartAsync();
        await using var proxy = ForwardProxy.Start(registry.Server.Host, "proxy-user:proxy-password");
        using var client = registry.NewClient(TestRegistry.Quick with { Proxy = proxy.Address, PlainHttpRegistries = [Registry] });
        await client.GetManifestAsync(Elsewhere(registry), CancellationToken.None);
        Assert.Contains(proxy.Asked, a => a.StartsWith($"GET http://{Registry}/v2/{TestRegistry.Repository}/manifests/", StringComparison.Ordinal));
        Assert.All(registry.Server.Requests, r => Assert.Null(r.Authorization));
    }

    [Fact]
    public async Task TLS_goes_through_the_proxy_to_the_registry_itself()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Tls = true });
        await using var proxy = ForwardProxy.Start(registry.Server.Host);
        using var client = registry.NewClient(
            TestRegistry.Quick with { Proxy = proxy.Address, CertificateAuthorities = [registry.Server.CertificateAuthority!], Retries = 0 });

        // The certificate is for 127.0.0.1: under another name it is not accepted, proxy or not.
        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.GetManifestAsync(Elsewhere(registry), CancellationToken.None));
        Assert.Contains("TLS", e.Message, StringComparison.Ordinal);
        Assert.StartsWith($"CONNECT {Registry} ", Assert.Single(proxy.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_does_not_answer_could_not_be_asked_and_its_password_is_not_shown()
    {
        await using var registry = await TestRegistry.StartAsync();
        var proxy = ForwardProxy.Start(registry.Server.Host, "proxy-user:proxy-password");
        var address = proxy.Address;
        await proxy.DisposeAsync();
        using var client = registry.NewClient(TestRegistry.Quick with { Proxy = address, PlainHttpRegistries = [Registry], Retries = 0 });
        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.GetManifestAsync(Elsewhere(registry), CancellationToken.None));
        Assert.DoesNotContain("proxy-password", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RegistryAuthentication.Basic)]
    [InlineData(RegistryAuthentication.Token)]
    public async Task Credentials_are_not_sent_by_plain_HTTP_beyond_this_machine(RegistryAuthentication how)
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Authentication = how, Password = "hunter2" });
        await using var proxy = ForwardProxy.Start(registry.Server.Host);
        using var client = registry.NewClient(
            TestRegistry.WithUser("tester", "hunter2", TestRegistry.Quick with { Proxy = proxy.Address, PlainHttpRegistries = [Registry] }));
        await Assert.ThrowsAsync<RegistryUnauthorizedException>(() => client.GetManifestAsync(Elsewhere(registry), CancellationToken.None));
        Assert.NotEmpty(registry.Server.Requests);
        Assert.All(registry.Server.Requests, r => Assert.Null(r.Authorization));
    }
}
