using System.Security.Cryptography.X509Certificates;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;

namespace SegmentOperator.Oci.Tests;

/// <summary>A registry with one package in it, and a client that is quick to give up.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    public const string Repository = "sf/finance/revenue";
    public const string Tag = "1.4.2";

    private TestRegistry(EmbeddedRegistry server, RegistryClient client, RegistryWriter writer, BuiltArtifact package, ArtifactReference artifact) =>
        (Server, Client, Writer, Package, Artifact) = (server, client, writer, package, artifact);

    public EmbeddedRegistry Server { get; }

    public RegistryClient Client { get; }

    public RegistryWriter Writer { get; }

    public BuiltArtifact Package { get; }

    public ArtifactReference Artifact { get; }

    public Descriptor Layer => Package.Blobs[1].Descriptor;

    public ImageReference Tagged => ImageReference.ForTag(Artifact.Repository, Tag);

    public static RegistryClientOptions Quick { get; } = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(1),
        RequestTimeout = TimeSpan.FromSeconds(10),
    };

    public static async Task<TestRegistry> StartAsync(
        EmbeddedRegistryOptions? options = null, RegistryClientOptions? client = null, int layerSize = 5000)
    {
        options ??= new EmbeddedRegistryOptions();
        var server = await EmbeddedRegistry.StartAsync(options);
        var writer = new RegistryWriter(server.Address, options.Username, options.Password, server.CertificateAuthority);
        var content = new byte[layerSize];
        new Random(layerSize).NextBytes(content);
        var package = PackageArtifact.FromZip(content);
        var artifact = await writer.PushAsync(package, Repository, Tag);
        server.ForgetRequests();
        client ??= Quick;
        if (server.CertificateAuthority is { } authority && client.CertificateAuthorities is null)
            client = client with { CertificateAuthorities = new X509Certificate2Collection(authority) };
        return new TestRegistry(server, new RegistryClient(client, TimeProvider.System, new Random(1)), writer, package, artifact);
    }

    public RegistryClient NewClient(RegistryClientOptions options, TimeProvider? time = null) =>
        new(options, time ?? TimeProvider.System, new Random(1));

    public static RegistryClientOptions WithUser(string username, string password, RegistryClientOptions? options = null) =>
        (options ?? Quick) with { Credentials = new Everywhere(new RegistryCredential(username, password)) };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Writer.Dispose();
        await Server.DisposeAsync();
    }

    private sealed class Everywhere(RegistryCredential credential) : IRegistryCredentials
    {
        public ValueTask<RegistryCredential?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken) =>
            ValueTask.FromResult<RegistryCredential?>(credential);
    }
}
