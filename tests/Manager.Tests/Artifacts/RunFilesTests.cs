using System.Text;
using Moq;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Oci;
using SegmentOperator.RunContract;

namespace SegmentOperator.Manager.Tests.Artifacts;

public sealed class RunFilesTests
{
    private readonly Mock<IKubernetesClient> cluster = new();

    private static string Auth(string user) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:secret-of-{user}"));

    private void HasPullSecret(string name, string json, string key = ".dockerconfigjson") =>
        cluster.Setup(c => c.FindAsync<Secret>(name, "segment-system", It.IsAny<CancellationToken>()))
            .ReturnsAsync(new Secret { Data = new() { [key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(json)) } });

    private async Task<IReadOnlyDictionary<string, byte[]>> BuildAsync(RegistrySpec spec, RunProxy? proxy = null)
    {
        var request = new DeploymentRequest
        {
            Metadata = new() { Name = "r", Namespace = "n", Uid = "0b6f0a1e" },
            Spec = new() { Segment = "s" },
            Status = new() { Artifact = new() { Repository = "registry.example.com/sf/a", Digest = "sha256:" + new string('a', 64) } },
        };
        var segment = new Segment { Metadata = new() { Name = "s" }, Spec = new() { Artifacts = new() { Registry = spec } } };
        var issued = new IssuedRun(
            new RunCredential("token", "subject", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, RevokeAt: null),
            new RunTarget { Kubernetes = new() { Server = "https://k", Namespaces = ["n"] } },
            TargetCa: null);
        return await new RunFiles(new RegistrySettingsReader(new ClusterReferences(cluster.Object, "segment-system"), new ManagerOptions(), TimeProvider.System), new ManagerOptions { Proxy = proxy ?? RunProxy.None })
            .BuildAsync(request, segment, issued, DateTimeOffset.UnixEpoch, CancellationToken.None);
    }

    [Fact]
    public async Task A_proxys_password_is_in_the_runs_Secret_and_nothing_else_of_the_proxy()
    {
        var proxy = RunProxy.Of(name => name switch { "HTTPS_PROXY" => "http://user:hidden@proxy.example:3128", "NO_PROXY" => "kubernetes.default.svc", _ => null });
        var files = await BuildAsync(new RegistrySpec(), proxy);
        Assert.Equal("http://user:hidden@proxy.example:3128", Encoding.UTF8.GetString(files["https-proxy"]));
        Assert.DoesNotContain("no-proxy", files.Keys);
        Assert.DoesNotContain(await BuildAsync(new RegistrySpec()), file => file.Key.EndsWith("proxy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_gets_the_credentials_of_its_repository_and_mirrors_and_no_others()
    {
        HasPullSecret("one", $$"""{"auths":{"registry.example.com/sf":{"auth":"{{Auth("sf")}}"},"registry.example.com/other":{"auth":"{{Auth("other")}}"},"elsewhere.example":{"auth":"{{Auth("elsewhere")}}"} } }""");
        HasPullSecret("two", $$"""{"mirror.example":{"auth":"{{Auth("mirror")}}"} }""", ".dockercfg");
        var files = await BuildAsync(new RegistrySpec
        {
            PullSecrets = ["one", "two"],
            Mirrors = [new() { Registry = "registry.example.com", Mirrors = ["mirror.example/cache"] }],
            PlainHttp = ["mirror.example"],
        });
        var auth = Encoding.UTF8.GetString(files[RunPaths.RegistryAuthFile]);
        var credentials = DockerConfigCredentials.Parse(files[RunPaths.RegistryAuthFile]);
        Assert.Equal("sf", (await credentials.FindAsync(RepositoryReference.Parse("registry.example.com/sf/a"), default))!.Username);
        Assert.Equal("mirror", (await credentials.FindAsync(RepositoryReference.Parse("mirror.example/cache/sf/a"), default))!.Username);
        Assert.DoesNotContain(Auth("other"), auth, StringComparison.Ordinal);
        Assert.DoesNotContain(Auth("elsewhere"), auth, StringComparison.Ordinal);
        var mirror = Assert.Single(RunRequest.Parse(files[RunPaths.RequestFile]).Artifact.Mirrors!);
        Assert.Equal(("mirror.example/cache", true), (mirror.Address, mirror.PlainHttp));
    }

    [Fact]
    public async Task A_run_without_credentials_gets_no_file_of_them()
    {
        var files = await BuildAsync(new RegistrySpec());
        Assert.DoesNotContain(RunPaths.RegistryAuthFile, files.Keys);
        Assert.DoesNotContain(RunPaths.RegistryCaFile, files.Keys);
    }

    [Theory]
    [InlineData("{not json", "PullSecretInvalid")]
    [InlineData("{\"auths\":{\"r\":{\"auth\":\"c2VjcmV0\"}}}", "PullSecretInvalid")]
    [InlineData(null, "PullSecretMissing")]
    public async Task A_pull_secret_that_cannot_be_used_is_named_and_not_shown(string? json, string reason)
    {
        if (json is not null)
            HasPullSecret("one", json);
        var e = await Assert.ThrowsAsync<CredentialException>(() => BuildAsync(new RegistrySpec { PullSecrets = ["one"] }));
        Assert.Equal((reason, false), (e.Reason, e.IsFinal));
        Assert.Contains("segment-system/one", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of", e.Message, StringComparison.Ordinal);
    }
}
