using SegmentOperator.RegistrySim;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Oci.Tests;

public sealed class AuthenticationTests
{
    private const string Password = "hunter2-and-more";

    private static EmbeddedRegistryOptions Protected(RegistryAuthentication how) => new() { Authentication = how, Password = Password };

    private static Task<Manifest> GetAsync(TestRegistry registry, RegistryClient client) =>
        client.GetManifestAsync(registry.Artifact, CancellationToken.None);

    [Theory]
    [InlineData(RegistryAuthentication.Basic, 2)]
    [InlineData(RegistryAuthentication.Token, 3)]
    public async Task Credentials_open_the_registry_and_are_agreed_on_once(RegistryAuthentication how, int requests)
    {
        await using var registry = await TestRegistry.StartAsync(Protected(how));
        using var client = registry.NewClient(TestRegistry.WithUser("tester", Password));
        await GetAsync(registry, client);
        Assert.Equal(requests, registry.Server.Requests.Count);
        await GetAsync(registry, client);
        Assert.Equal(requests + 1, registry.Server.Requests.Count);
        Assert.Null(registry.Server.Requests[0].Authorization);
    }

    [Theory]
    [InlineData(RegistryAuthentication.Basic)]
    [InlineData(RegistryAuthentication.Token)]
    public async Task Wrong_credentials_are_unauthorized_and_not_shown(RegistryAuthentication how)
    {
        await using var registry = await TestRegistry.StartAsync(Protected(how));
        using var client = registry.NewClient(TestRegistry.WithUser("tester", "wrong-password"));
        var e = await Assert.ThrowsAsync<RegistryUnauthorizedException>(() => GetAsync(registry, client));
        Assert.DoesNotContain("wrong-password", e.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<RegistryUnauthorizedException>(() => GetAsync(registry, registry.Client));
    }

    [Fact]
    public async Task A_public_repository_behind_a_token_server_is_read_anonymously()
    {
        await using var registry = await TestRegistry.StartAsync(Protected(RegistryAuthentication.Token) with { AnonymousPull = true });
        await GetAsync(registry, registry.Client);
        Assert.Contains(registry.Server.Requests, r => r.Path == "/token" && r.Authorization is null);
    }

    [Fact]
    public async Task A_token_is_for_pulling_from_one_repository()
    {
        await using var registry = await TestRegistry.StartAsync(Protected(RegistryAuthentication.Token));
        using var client = registry.NewClient(TestRegistry.WithUser("tester", Password));
        await GetAsync(registry, client);
        var asked = Assert.Single(registry.Server.Requests, r => r.Path == "/token");
        Assert.Equal("?service=registry-sim&scope=repository%3Asf%2Ffinance%2Frevenue%3Apull", asked.Query);
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends_and_when_it_is_refused()
    {
        var time = new ManualTimeProvider();
        await using var registry = await TestRegistry.StartAsync(
            Protected(RegistryAuthentication.Token) with { Time = time, TokenLifetime = TimeSpan.FromMinutes(5) });
        using var early = registry.NewClient(
            TestRegistry.WithUser("tester", Password, TestRegistry.Quick with { RequestTimeout = TimeSpan.FromHours(1) }), time);
        using var stopped = registry.NewClient(TestRegistry.WithUser("tester", Password), TimeProvider.System);
        await GetAsync(registry, early);
        await GetAsync(registry, stopped);
        Assert.Equal(2, registry.Server.Requests.Count(r => r.Path == "/token"));
        time.Advance(TimeSpan.FromMinutes(6));
        await GetAsync(registry, early);
        await GetAsync(registry, stopped);
        Assert.Equal(4, registry.Server.Requests.Count(r => r.Path == "/token"));
    }

    [Fact]
    public async Task Many_requests_at_once_do_not_each_fetch_a_token()
    {
        await using var registry = await TestRegistry.StartAsync(Protected(RegistryAuthentication.Token));
        using var client = registry.NewClient(TestRegistry.WithUser("tester", Password));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => GetAsync(registry, client)));
        Assert.Single(registry.Server.Requests, r => r.Path == "/token");
    }

    [Fact]
    public async Task A_token_server_that_is_down_is_not_a_refusal()
    {
        await using var registry = await TestRegistry.StartAsync(Protected(RegistryAuthentication.Token));
        using var client = registry.NewClient(TestRegistry.WithUser("tester", Password));
        registry.Server.Faults.Add(new RegistryFault.Status(503), when: r => r.Path == "/token");
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry, client));
        registry.Server.Faults.Clear();
        registry.Server.Faults.Add(new RegistryFault.Garbage(), when: r => r.Path == "/token");
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry, client));
    }

    [Theory]
    [InlineData(RegistryAuthentication.Basic)]
    [InlineData(RegistryAuthentication.Token)]
    public async Task A_redirect_to_another_host_carries_no_credentials(RegistryAuthentication how)
    {
        await using var registry = await TestRegistry.StartAsync(Protected(how));
        await using var storage = await TestRegistry.StartAsync();
        using var client = registry.NewClient(TestRegistry.WithUser("tester", Password));
        await GetAsync(registry, client);
        registry.Server.Faults.Add(
            new RegistryFault.Redirect(storage.Server.Address), when: r => r.Path.Contains("/blobs/", StringComparison.Ordinal));
        var content = await client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 10_000, CancellationToken.None);
        Assert.Equal(registry.Package.Blobs[1].Content, content);
        Assert.Null(Assert.Single(storage.Server.Requests).Authorization);
    }

    [Fact]
    public async Task A_host_that_was_redirected_to_gets_no_credentials_when_it_asks()
    {
        await using var registry = await TestRegistry.StartAsync();
        await using var thief = await TestRegistry.StartAsync(Protected(RegistryAuthentication.Token));
        using var client = registry.NewClient(TestRegistry.WithUser("tester", Password));
        registry.Server.Faults.Add(new RegistryFault.Redirect(thief.Server.Address));
        await Assert.ThrowsAsync<RegistryUnauthorizedException>(() => GetAsync(registry, client));
        Assert.All(thief.Server.Requests, r => Assert.Null(r.Authorization));
        Assert.DoesNotContain(thief.Server.Requests, r => r.Path == "/token");
    }

    [Fact]
    public async Task A_redirect_from_HTTPS_to_HTTP_is_not_followed()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Tls = true });
        await using var plain = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Redirect(plain.Server.Address));
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry, registry.Client));
        Assert.Empty(plain.Server.Requests);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        await using var registry = await TestRegistry.StartAsync();
        registry.Server.Faults.Add(new RegistryFault.Redirect(registry.Server.Address));
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry, registry.Client));
        Assert.Equal(6, registry.Server.Requests.Count);
    }

    [Fact]
    public async Task A_private_authority_is_trusted_only_when_it_is_given()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Tls = true });
        await GetAsync(registry, registry.Client);
        using var stranger = registry.NewClient(TestRegistry.Quick);
        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry, stranger));
        Assert.Contains("private authority", e.Message, StringComparison.Ordinal);
        await using var other = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Tls = true });
        using var mistaken = registry.NewClient(TestRegistry.Quick with { CertificateAuthorities = [other.Server.CertificateAuthority!] });
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(registry, mistaken));
    }

    [Theory]
    [InlineData("Basic realm=\"x\"", "Basic")]
    [InlineData("Bearer realm=\"https://a/t\",service=\"s\",scope=\"repository:a:pull\"", "Bearer")]
    [InlineData("Negotiate, Basic realm=\"a \\\"b\\\", c\", Bearer realm=https://a/t", "Negotiate Basic Bearer")]
    [InlineData("Bearer realm=\"unended", "Bearer")]
    [InlineData(", ,", "")]
    public void Challenges_are_read_from_their_header(string header, string schemes) =>
        Assert.Equal(schemes, string.Join(' ', Challenge.Read(header).Select(c => c.Scheme)));
}
