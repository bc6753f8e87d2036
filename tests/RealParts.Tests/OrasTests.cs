using SegmentOperator.Oci;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;

namespace SegmentOperator.RealParts.Tests;

/// <summary>A real client keeps the embedded registry honest.</summary>
[Trait("Category", "RealParts")]
public sealed class OrasTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    private Task<string> OrasAsync(params string[] arguments) =>
        Command.RunAsync(TestSupport.RealParts.Find("oras"), arguments, folder.Path);

    [RealPartsTheory]
    [InlineData(RegistryAuthentication.None, true)]
    [InlineData(RegistryAuthentication.Basic, true)]
    [InlineData(RegistryAuthentication.Token, false)]
    public async Task oras_pushes_attaches_and_pulls(RegistryAuthentication how, bool referrers)
    {
        var options = new EmbeddedRegistryOptions { Authentication = how, Referrers = referrers, Password = "pass word" };
        await using var registry = await EmbeddedRegistry.StartAsync(options);
        string[] access = how == RegistryAuthentication.None
            ? ["--plain-http"] : ["--plain-http", "--username", options.Username, "--password", options.Password];
        var reference = $"{registry.Host}/a/b:1";
        folder.Write("package.txt", "hello");
        folder.Write("scan.txt", "clean");
        await OrasAsync(["push", .. access, "--artifact-type", PackageArtifact.ArtifactType, reference, "package.txt:text/plain"]);
        await OrasAsync(["attach", .. access, "--artifact-type", "application/vnd.example.scan", reference, "scan.txt:text/plain"]);
        var discovered = await OrasAsync(["discover", .. access, "--format", "json", reference]);
        Assert.Contains("application/vnd.example.scan", discovered, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(folder.Path, "out"));
        await OrasAsync(["pull", .. access, "--output", "out", reference]);
        Assert.Equal("hello", folder.Read("out/package.txt"));

        using var client = new RegistryClient(
            new RegistryClientOptions { Credentials = RegistryCredentials.For(registry.Host, new RegistryCredential(options.Username, options.Password)) },
            TimeProvider.System, new Random(1));
        var resolved = await client.ResolveAsync(ImageReference.Parse(reference), CancellationToken.None);
        var artifact = RepositoryReference.Parse($"{registry.Host}/a/b").At(resolved.Digest);
        Assert.Equal(PackageArtifact.ArtifactType, (await client.GetManifestAsync(artifact, CancellationToken.None)).ArtifactType);
        var listed = await client.GetReferrersAsync(artifact, "application/vnd.example.scan", CancellationToken.None);
        Assert.Single(listed);
    }
}
