using System.Net.Http.Headers;
using System.Text;
using SegmentOperator.DevCluster;
using SegmentOperator.RunContract;
using SegmentOperator.Runner.Tests.Packages;
using SegmentOperator.Signing;

namespace SegmentOperator.Runner.Tests.EndToEnd;

public sealed class KubernetesTests : IAsyncLifetime
{
    private const string Settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {mode: fast}\n";
    private const string Account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app, namespace: default}\n";
    private EmbeddedCluster cluster = null!;
    private Stage stage = null!;

    public async Task InitializeAsync()
    {
        cluster = await EmbeddedCluster.StartAsync(new DevClusterOptions
        {
            Users = [new DevClusterUser("deployer", "deployer-token", "u-1", ["system:masters"]), new DevClusterUser("nobody", "nobody-token", "u-2", [])],
        });
        stage = await Stage.StartAsync();
        stage.Write(RunPaths.AccessTokenFile, "deployer-token");
        stage.Write(RunPaths.TargetCaFile, cluster.AuthorityPem);
    }

    public async Task DisposeAsync()
    {
        await stage.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task Manifests_are_applied_to_the_targets_namespace()
    {
        await PrepareAsync(RunOperation.Deploy, ("settings.yaml", Settings), ("account.yaml", Account));

        Assert.Equal(RunExitCodes.Succeeded, await RunAsync());

        Assert.Equal(RunTargetState.Changed, stage.Result.TargetState);
        Assert.Equal(new RunCounts(2, 2, 0), stage.Result.Components);
        var found = await GetAsync("settings");
        Assert.Contains("\"fast\"", found);
        Assert.Contains("segment-runner", found);
    }

    [Fact]
    public async Task An_object_that_names_another_of_the_targets_namespaces_goes_there()
    {
        using var admin = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "deployer-token");
        using var ns = new StringContent("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"other\"}}", Encoding.UTF8, "application/json");
        using var created = await admin.PostAsync(new Uri(cluster.Address, "api/v1/namespaces"), ns);
        await PrepareAsync(RunOperation.Deploy, ("settings.yaml", Settings), ("elsewhere.yaml", Settings.Replace("name: settings", "name: settings, namespace: other", StringComparison.Ordinal)));

        Assert.Equal(RunExitCodes.Succeeded, await RunAsync());

        Assert.Contains("\"fast\"", await GetAsync("settings"));
        Assert.Contains("\"fast\"", await admin.GetStringAsync(new Uri(cluster.Address, "api/v1/namespaces/other/configmaps/settings")));
    }

    [Fact]
    public async Task A_validation_applies_nothing()
    {
        await PrepareAsync(RunOperation.Validate, ("settings.yaml", Settings));

        Assert.Equal(RunExitCodes.Succeeded, await RunAsync());

        Assert.Equal(RunTargetState.Unchanged, stage.Result.TargetState);
        Assert.Contains("NotFound", await GetAsync("settings"));
    }

    [Fact]
    public async Task One_object_that_is_refused_keeps_all_of_them_out()
    {
        await PrepareAsync(RunOperation.Deploy, ("settings.yaml", Settings), ("unknown.yaml", "apiVersion: v1\nkind: Gadget\nmetadata: {name: g}\n"));

        Assert.Equal(RunExitCodes.DeploymentRefused, await RunAsync());

        Assert.Equal("Gadget", Assert.Single(stage.Result.Failures).Kind);
        Assert.Contains("NotFound", await GetAsync("settings"));
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n", RunExitCodes.DeploymentRefused)]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: kube-system}\n", RunExitCodes.PackageUnsafe)]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ../a}\n", RunExitCodes.PackageUnsafe)]
    public async Task Nothing_outside_of_the_namespace_is_touched(string manifest, int exitCode)
    {
        await PrepareAsync(RunOperation.Deploy, ("a.yaml", manifest));

        Assert.Equal(exitCode, await RunAsync());
    }

    [Theory]
    [InlineData("wrong-token", RunExitCodes.AuthRefused)]
    [InlineData("nobody-token", RunExitCodes.DeploymentRefused)]
    public async Task A_token_that_may_not_changes_nothing(string token, int exitCode)
    {
        stage.Write(RunPaths.AccessTokenFile, token);
        await PrepareAsync(RunOperation.Deploy, ("settings.yaml", Settings));

        Assert.Equal(exitCode, await RunAsync());

        Assert.Contains("NotFound", await GetAsync("settings"));
        Assert.DoesNotContain(token, stage.Log.ToString());
    }

    private async Task<int> RunAsync()
    {
        var exitCode = await stage.RunAsync();
        Assert.Equal(exitCode, RunReasons.ToExitCode(stage.Result.Reason));
        return exitCode;
    }

    private Task PrepareAsync(RunOperation operation, params (string Name, string Text)[] files)
    {
        var layer = new Blob(PackageMediaTypes.KubernetesManifests, TarBytes.Of(files));
        return stage.PrepareAsync(BuiltArtifact.Create(PackageMediaTypes.ArtifactType, [layer]), r => r with
        {
            Operation = operation,
            Target = new RunTarget { Kubernetes = new KubernetesRunTarget { Server = cluster.Address.ToString(), Namespaces = ["default", "other"] } },
        });
    }

    private async Task<string> GetAsync(string name)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cluster.Address, $"api/v1/namespaces/default/configmaps/{name}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "deployer-token");
        using var response = await http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
