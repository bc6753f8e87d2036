using System.Text;
using Moq;

namespace SegmentOperator.Oci.Tests;

public sealed class DockerConfigTests
{
    private static string Auth(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static DockerConfigCredentials Parse(string json, ICredentialHelper? helper = null) =>
        DockerConfigCredentials.Parse(Encoding.UTF8.GetBytes(json), helper);

    private static async Task<string?> UserAsync(IRegistryCredentials credentials, string repository) =>
        (await credentials.FindAsync(RepositoryReference.Parse(repository), CancellationToken.None))?.Username;

    [Theory]
    [InlineData("registry.example.com/a", "whole")]
    [InlineData("registry.example.com/finance/a", "finance")]
    [InlineData("registry.example.com/financeable/a", "whole")]
    [InlineData("registry.example.com:5000/a", null)]
    [InlineData("eu.example.org/a", "star")]
    [InlineData("eu.west.example.org/a", null)]
    [InlineData("busybox", "hub")]
    [InlineData("elsewhere.example/a", null)]
    public async Task The_most_specific_entry_counts(string repository, string? user)
    {
        var credentials = Parse($$"""
            {"auths":{
              "https://registry.example.com/v2/":{"auth":"{{Auth("whole", "a:b")}}"},
              "registry.example.com/finance":{"username":"finance","password":"x"},
              "*.example.org":{"auth":"{{Auth("star", "x")}}"},
              "https://index.docker.io/v1/":{"auth":"{{Auth("hub", "x")}}"} } }
            """);
        Assert.Equal(user, await UserAsync(credentials, repository));
    }

    [Fact]
    public async Task The_old_format_of_a_Secret_is_read() =>
        Assert.Equal("me", await UserAsync(Parse($$"""{"r.example":{"auth":"{{Auth("me", "x")}}","email":"a@b"} }"""), "r.example/a"));

    [Fact]
    public async Task A_helper_is_asked_by_its_name()
    {
        var helper = new Mock<ICredentialHelper>();
        helper.Setup(h => h.GetAsync("pass", "r.example", It.IsAny<CancellationToken>())).ReturnsAsync(new RegistryCredential("helped", "x"));
        helper.Setup(h => h.GetAsync("store", "s.example", It.IsAny<CancellationToken>())).ReturnsAsync(new RegistryCredential("stored", "x"));
        var credentials = Parse("""{"auths":{"s.example":{}},"credHelpers":{"r.example":"pass"},"credsStore":"store"}""", helper.Object);
        Assert.Equal("helped", await UserAsync(credentials, "r.example/a"));
        Assert.Equal("stored", await UserAsync(credentials, "s.example/a"));
    }

    [Fact]
    public async Task A_helper_that_cannot_be_run_is_an_error_and_not_anonymous()
    {
        var e = await Assert.ThrowsAsync<RegistryUnauthorizedException>(
            () => UserAsync(Parse("""{"credHelpers":{"r.example":"pass"}}"""), "r.example/a"));
        Assert.Contains("'pass'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"auths":{"r.example":"c2VjcmV0"}}""", "'r.example' is not an object")]
    [InlineData("""{"auths":{"r.example":{"auth":"not base64 s3cret"}}}""", "'r.example' has an auth that is not base64")]
    [InlineData("""{"auths":{"r.example":{"auth":"czNjcmV0"}}}""", "without a colon")]
    [InlineData("""{"auths":{"r.example":{"auth":"s3cret""", "JSON")]
    public void A_malformed_configuration_is_said_without_its_secrets(string json, string why)
    {
        var e = Assert.Throws<FormatException>(() => Parse(json));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_read_again_when_it_has_changed()
    {
        var file = Path.GetTempFileName();
        try
        {
            var credentials = DockerConfigCredentials.FromFile(file);
            await File.WriteAllTextAsync(file, """{"auths":{"r.example":{"username":"one","password":"x"}}}""");
            Assert.Equal("one", await UserAsync(credentials, "r.example/a"));
            await File.WriteAllTextAsync(file, """{"auths":{"r.example":{"username":"two","password":"x"}}}""");
            Assert.Equal("two", await UserAsync(credentials, "r.example/a"));
        }
        finally
        {
            File.Delete(file);
        }

        await Assert.ThrowsAsync<RegistryUnavailableException>(
            () => UserAsync(DockerConfigCredentials.FromFile(file), "r.example/a"));
    }

    [Fact]
    public void A_credential_never_prints_its_secret()
    {
        Assert.Equal("user me", new RegistryCredential("me", "s3cret").ToString());
        Assert.Equal("an identity token", new RegistryCredential("s3cret").ToString());
    }
}
