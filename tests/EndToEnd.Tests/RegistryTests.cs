using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>What <c>spec.artifacts.registry</c> says counts for the operator and for the run's pod.</summary>
[Collection(ProductionCollection.Name)]
public sealed class RegistryTests(Production production)
{
    private const string Package = "sf/private/revenue";

    [Theory]
    [InlineData(RegistryAuthentication.Basic)]
    [InlineData(RegistryAuthentication.Token)]
    public async Task A_private_registry_is_read_with_the_segments_pull_secret_and_authority(RegistryAuthentication how)
    {
        await using var registry = await PrivateRegistryAsync(how);
        var artifact = await PushAsync(registry, "1");
        var name = production.Name("private");
        await SecretAsync($"{name}-pull", Config(registry.Host, "tester", "correct horse"));
        await AuthorityAsync($"{name}-ca", registry);
        await SegmentAsync(name, registry.Host, $"{{pullSecrets: [{name}-pull], caConfigMapRef: {{name: {name}-ca, key: ca.crt}}}}");
        await production.ReadyAsync(name);
        var ended = await production.EndedAsync(await production.RequestAsync(artifact, name));
        Assert.Equal((DeploymentPhase.Succeeded, ended.Status!.Artifact!.Digest), (ended.Status.Phase, ended.Status.Run!.Digest));
    }

    [Fact]
    public async Task A_pull_secret_that_is_missing_keeps_the_segment_from_Ready_and_says_how_to_create_it()
    {
        var name = production.Name("no-secret");
        await SegmentAsync(name, "registry.example.com", "{pullSecrets: [nowhere]}");
        var segment = await production.SegmentIsAsync(name, "Ready", "False");
        var ready = segment.Status!.Conditions.First(condition => condition.Type == "Ready");
        Assert.Equal("PullSecretMissing", ready.Reason);
        Assert.Contains("kubectl create secret docker-registry nowhere -n segment-system", ready.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_credentials_make_the_request_wait_until_the_secret_is_corrected()
    {
        await using var registry = await PrivateRegistryAsync(RegistryAuthentication.Basic);
        var artifact = await PushAsync(registry, "1");
        var name = production.Name("wrong-secret");
        await SecretAsync($"{name}-pull", Config(registry.Host, "tester", "wrong"));
        await AuthorityAsync($"{name}-ca", registry);
        await SegmentAsync(name, registry.Host, $"{{pullSecrets: [{name}-pull], caConfigMapRef: {{name: {name}-ca, key: ca.crt}}}}");
        await production.ReadyAsync(name);
        var request = await production.RequestAsync(artifact, name);
        var waiting = await production.RequestIsAsync(request, status => status.Reason == "CouldNotCheck");
        Assert.DoesNotContain("wrong", waiting.Status!.Message!.Replace("wrong-secret", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await SecretAsync($"{name}-pull", Config(registry.Host, "tester", "correct horse"));
        await production.SucceededAsync(request);
    }

    [Fact]
    public async Task A_mirror_serves_a_registry_that_nobody_can_reach()
    {
        await using var mirror = await PrivateRegistryAsync(RegistryAuthentication.Token);
        await PushAsync(mirror, "1");
        var name = production.Name("mirrored");
        await SecretAsync($"{name}-pull", Config(mirror.Host, "tester", "correct horse"));
        await AuthorityAsync($"{name}-ca", mirror);
        await SegmentAsync(name, "registry.invalid", $"{{pullSecrets: [{name}-pull], caConfigMapRef: {{name: {name}-ca, key: ca.crt}}, mirrors: [{{registry: registry.invalid, mirrors: [\"{mirror.Host}\"]}}]}}");
        await production.ReadyAsync(name);
        var ended = await production.EndedAsync(await production.RequestAsync($"registry.invalid/{Package}:1", name));
        Assert.Equal(DeploymentPhase.Succeeded, ended.Status!.Phase);
        Assert.Equal($"registry.invalid/{Package}", ended.Status.Artifact!.Repository);
    }

    private static Task<EmbeddedRegistry> PrivateRegistryAsync(RegistryAuthentication how) =>
        EmbeddedRegistry.StartAsync(new EmbeddedRegistryOptions { Tls = true, Authentication = how });

    private async Task<string> PushAsync(EmbeddedRegistry registry, string tag)
    {
        var options = new EmbeddedRegistryOptions();
        using var writer = new RegistryWriter(registry.Address, options.Username, options.Password, registry.CertificateAuthority);
        var artifact = await writer.PushAsync(PackageArtifact.Build(production.Revenue.Append(PackageFile.Text("README.txt", registry.Host))), Package, tag);
        await new CosignSigner(writer).SignBundleAsync(artifact, production.World.FinanceKey);
        return $"{registry.Host}/{Package}:{tag}";
    }

    private static string Config(string host, string user, string password) =>
        "{\"auths\":{\"" + host + "\":{\"auth\":\"" + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")) + "\"}}}";

    private Task SecretAsync(string name, string config) => production.World.Admin.ApplyYamlAsync($"""
        apiVersion: v1
        kind: Secret
        metadata: {"{"}name: {name}, namespace: {World.OperatorNamespace}{"}"}
        type: kubernetes.io/dockerconfigjson
        data:
          .dockerconfigjson: {Convert.ToBase64String(Encoding.UTF8.GetBytes(config))}
        """);

    private Task AuthorityAsync(string name, EmbeddedRegistry registry) => production.World.Admin.ApplyYamlAsync($"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {"{"}name: {name}, namespace: {World.OperatorNamespace}{"}"}
        data:
          ca.crt: |
            {registry.CertificateAuthority!.ExportCertificatePem().Replace("\n", "\n    ", StringComparison.Ordinal)}
        """);

    private Task SegmentAsync(string name, string host, string registry)
    {
        var yaml = production.Segment(name, "Private registry")
            .Replace($"{production.World.Registry.Host}/sf/{name}/**", $"{host}/sf/private/**", StringComparison.Ordinal)
            .Replace("  artifacts:\n", $"  artifacts:\n    registry: {registry}\n", StringComparison.Ordinal);
        return production.World.Admin.ApplyYamlAsync(yaml);
    }
}
