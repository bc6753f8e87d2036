using SegmentOperator.Oci;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>A registry with one unsigned package in it, and everything to sign and to verify it.</summary>
internal sealed class SignedRegistry : IAsyncDisposable
{
    public const string Repository = "sf/finance/revenue";
    private readonly RegistryClient client;

    private SignedRegistry(EmbeddedRegistry server, RegistryWriter writer, ArtifactReference artifact, BuiltArtifact package, TimeProvider time)
    {
        (Server, Writer, Artifact, Package) = (server, writer, artifact, package);
        client = new RegistryClient(
            new RegistryClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1), Retries = 1, RequestTimeout = TimeSpan.FromSeconds(10) },
            TimeProvider.System, new Random(1));
        Signer = new CosignSigner(writer);
        Verifier = new SignatureVerifier(client, new SignatureVerifierOptions(), time);
    }

    public EmbeddedRegistry Server { get; }

    public RegistryWriter Writer { get; }

    public CosignSigner Signer { get; }

    public SignatureVerifier Verifier { get; }

    public ArtifactReference Artifact { get; }

    public BuiltArtifact Package { get; }

    public SigningKey Key { get; } = SigningKey.Generate();

    public VerificationPolicy Policy => PolicyOf(1, ("release", Key));

    public IRegistryClient Client => client;

    public static async Task<SignedRegistry> StartAsync(bool referrers = true, TimeProvider? time = null)
    {
        var server = await EmbeddedRegistry.StartAsync(new EmbeddedRegistryOptions { Referrers = referrers });
        var writer = new RegistryWriter(server.Address);
        var package = PackageArtifact.Build([PackageFile.Text("package.xml", "<Package/>")]);
        var artifact = await writer.PushAsync(package, Repository, "1.0");
        server.ForgetRequests();
        return new SignedRegistry(server, writer, artifact, package, time ?? TimeProvider.System);
    }

    public static VerificationPolicy PolicyOf(int require, params (string Name, SigningKey Key)[] authorities) =>
        new(authorities.Select(a => new KeyAuthority(a.Name, a.Key.PublicKeyPem)), require);

    public Task<Verdict> VerifyAsync(VerificationPolicy? policy = null) =>
        Verifier.VerifyAsync(Artifact, policy ?? Policy, CancellationToken.None);

    public async Task<Verdict.Verified> VerifiedAsync(VerificationPolicy? policy = null) =>
        Assert.IsType<Verdict.Verified>(await VerifyAsync(policy));

    public async Task<Verdict.Refused> RefusedAsync(RefusalReason reason, VerificationPolicy? policy = null)
    {
        var refused = Assert.IsType<Verdict.Refused>(await VerifyAsync(policy));
        Assert.True(reason == refused.Reason, refused.Message);
        return refused;
    }

    public async Task<ArtifactReference> PushOtherAsync(string content = "<Other/>") =>
        await Writer.PushAsync(PackageArtifact.Build([PackageFile.Text("package.xml", content)]), Repository);

    public async ValueTask DisposeAsync()
    {
        Key.Dispose();
        client.Dispose();
        Writer.Dispose();
        await Server.DisposeAsync();
    }
}
