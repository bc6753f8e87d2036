using System.Text;
using SegmentOperator.Oci;
using SegmentOperator.RegistrySim;
using SegmentOperator.RunContract;
using SegmentOperator.Signing;

namespace SegmentOperator.Runner.Tests.EndToEnd;

public sealed class RegistryFaultTests
{
    [Fact]
    public async Task A_layer_that_was_exchanged_is_not_deployed()
    {
        await using var stage = await Stage.StartAsync();
        var artifact = PackageArtifact.Build(Stage.Revenue);
        await stage.PrepareAsync(artifact);
        var other = PackageArtifact.Zip(Stage.Revenue.Skip(1));
        stage.Registry.ReplaceBlob("sf/finance/revenue", artifact.Blobs[^1].Digest.ToString(), other);

        Assert.Equal(RunExitCodes.DigestMismatch, await stage.RunAsync());

        Assert.Empty(stage.Org.Org.Deployments);
    }

    [Fact]
    public async Task A_manifest_that_was_exchanged_is_not_followed()
    {
        await using var stage = await Stage.StartAsync();
        var artifact = PackageArtifact.Build(Stage.Revenue);
        await stage.PrepareAsync(artifact);
        var other = PackageArtifact.Build(Stage.Revenue.Skip(1));
        stage.Registry.ReplaceManifest("sf/finance/revenue", artifact.Digest.ToString(), other.Manifest);

        Assert.Equal(RunExitCodes.DigestMismatch, await stage.RunAsync());
    }

    [Fact]
    public async Task A_registry_that_is_down_could_not_be_checked()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        stage.Registry.Faults.Add(new RegistryFault.Down());

        Assert.Equal(RunExitCodes.ArtifactFetchFailed, await stage.RunAsync());

        Assert.Null(stage.Result.Digest);
    }

    [Fact]
    public async Task An_artifact_that_is_not_there_could_not_be_fetched()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(change: r => r with
        {
            Artifact = r.Artifact with { Digest = Digest.Compute("nothing"u8).ToString() },
        });

        Assert.Equal(RunExitCodes.ArtifactFetchFailed, await stage.RunAsync());
    }

    [Fact]
    public async Task A_private_registry_with_its_own_authority_takes_the_runs_credential()
    {
        await using var stage = await Stage.StartAsync(registry: new EmbeddedRegistryOptions { Tls = true, Authentication = RegistryAuthentication.Token });
        await stage.PrepareAsync();
        stage.Write(RunPaths.RegistryCaFile, stage.Registry.CertificateAuthority!.ExportCertificatePem());
        Assert.Equal(RunExitCodes.ArtifactFetchFailed, await stage.RunAsync());

        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("tester:correct horse"));
        stage.Write(RunPaths.RegistryAuthFile, "{\"auths\":{\"https://" + stage.Registry.Host + "/v1/\":{\"auth\":\"" + auth + "\"}}}");

        Assert.Equal(RunExitCodes.Succeeded, await stage.RunAsync());
        Assert.DoesNotContain("correct horse", stage.Log.ToString());
    }

    [Fact]
    public async Task An_artifact_of_another_type_is_no_package()
    {
        await using var stage = await Stage.StartAsync();
        var artifact = BuiltArtifact.Create(
            "application/vnd.example.other", [new Blob(PackageMediaTypes.SalesforceMetadata, PackageArtifact.Zip(Stage.Revenue))]);
        await stage.PrepareAsync(artifact);

        Assert.Equal(RunExitCodes.PackageUnsafe, await stage.RunAsync());
    }

    [Fact]
    public async Task A_package_with_two_layers_is_refused()
    {
        await using var stage = await Stage.StartAsync();
        var artifact = BuiltArtifact.Create(
            PackageMediaTypes.ArtifactType,
            [
                new Blob(PackageMediaTypes.SalesforceMetadata, PackageArtifact.Zip(Stage.Revenue)),
                new Blob(PackageMediaTypes.SalesforceMetadata, PackageArtifact.Zip(Stage.Revenue.Skip(1))),
            ]);
        await stage.PrepareAsync(artifact);

        Assert.Equal(RunExitCodes.PackageUnsafe, await stage.RunAsync());
    }

    [Fact]
    public async Task A_layer_larger_than_the_limit_is_not_even_fetched()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(change: r => r with { Limits = new RunLimits { MaxCompressedBytes = 1000 } });

        Assert.Equal(RunExitCodes.PackageUnsafe, await stage.RunAsync());

        Assert.DoesNotContain(stage.Registry.Requests, r => r.Method == "GET" && r.Path.Contains("/blobs/"));
    }
}
