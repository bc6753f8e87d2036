using System.Text;
using SegmentOperator.RegistrySim;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Oci.Tests;

public sealed class CredentialHelperTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("helpers-").FullName;

    private CredentialHelperProcess Helper(string script, TimeProvider? time = null)
    {
        var file = Path.Combine(folder, "docker-credential-test");
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new CredentialHelperProcess(time ?? TimeProvider.System, TimeSpan.FromMinutes(1), folder);
    }

    private static async Task<RegistryCredential?> GetAsync(CredentialHelperProcess helper, string registry = "r.example") =>
        await helper.GetAsync("test", registry, CancellationToken.None);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_helper_is_told_the_registry_and_answers_a_credential()
    {
        var helper = Helper("""read server; test "$1" = get && printf '{"ServerURL":"%s","Username":"%s","Secret":"s"}' "$server" "$server" """);
        Assert.Equal("r.example:5000", (await GetAsync(helper, "r.example:5000"))!.Username);
        Assert.Equal("https://index.docker.io/v1/", (await GetAsync(helper, "docker.io"))!.Username);
    }

    [Fact]
    public async Task A_token_of_a_helper_is_exchanged_at_the_token_server()
    {
        await using var registry = await TestRegistry.StartAsync(new EmbeddedRegistryOptions { Authentication = RegistryAuthentication.Token, Password = "refresh-me" });
        var config = "{\"credHelpers\":{\"" + registry.Server.Host + "\":\"test\"}}";
        var helper = Helper("""cat > /dev/null; echo '{"Username":"<token>","Secret":"refresh-me"}'""");
        using var client = registry.NewClient(TestRegistry.Quick with { Credentials = DockerConfigCredentials.Parse(Encoding.UTF8.GetBytes(config), helper) });
        await client.GetManifestAsync(registry.Artifact, CancellationToken.None);
        Assert.Contains(registry.Server.Requests, r => r is { Method: "POST", Path: "/token", Authorization: null });
    }

    [Fact]
    public async Task A_helper_that_knows_nothing_means_anonymous() =>
        Assert.Null(await GetAsync(Helper("echo 'credentials not found in native keychain'; exit 1")));

    [Theory]
    [InlineData("echo my-secret; echo my-secret >&2; exit 3")]
    [InlineData("echo my-secret")]
    [InlineData("echo '{\"Username\":\"u\",\"Secret\":\"\"}'")]
    [InlineData("head -c 200000 /dev/zero | tr '\\0' x")]
    public async Task A_helper_that_fails_is_an_error_and_not_anonymous_and_what_it_prints_is_not_shown(string script)
    {
        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => GetAsync(Helper(script)));
        Assert.DoesNotContain("my-secret", e.ToString(), StringComparison.Ordinal);
        Assert.Contains("'test'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helper_that_hangs_is_ended()
    {
        var time = new ManualTimeProvider();
        var asked = GetAsync(Helper("sleep 600", time));
        while (time.NextTimer is null) await Task.Yield();
        time.Advance(TimeSpan.FromMinutes(2));
        var e = await Assert.ThrowsAsync<RegistryUnavailableException>(() => asked);
        Assert.Contains("within 60 s", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("missing")]
    public async Task A_helper_that_is_not_there_is_an_error(string name) =>
        await Assert.ThrowsAsync<RegistryUnauthorizedException>(
            async () => await Helper("true").GetAsync(name, "r.example", CancellationToken.None));

    [Fact]
    public async Task What_is_written_for_a_run_reads_back_and_opens_nothing_else()
    {
        var (mine, token) = (RepositoryReference.Parse("r.example/finance/a"), RepositoryReference.Parse("busybox"));
        var written = DockerConfigWriter.Write([new(mine, new RegistryCredential("me", "a:b")), new(token, new RegistryCredential("identity"))])!;
        var read = DockerConfigCredentials.Parse(written);
        Assert.Equal("a:b", (await read.FindAsync(mine, CancellationToken.None))!.Password);
        Assert.Equal("identity", (await read.FindAsync(token, CancellationToken.None))!.IdentityToken);
        Assert.Null(await read.FindAsync(RepositoryReference.Parse("r.example/finance/b"), CancellationToken.None));
        Assert.Null(DockerConfigWriter.Write([]));
    }
}
