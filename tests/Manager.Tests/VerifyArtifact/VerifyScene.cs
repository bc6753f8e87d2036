using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Manager.VerifyBundle;
using SegmentOperator.Oci;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary>An artifact in a registry, a key and a Sigstore instance to sign it with, and policies as users write them.</summary>
public abstract class VerifyScene : IAsyncLifetime
{
    private protected const string Scan = "https://cosign.sigstore.dev/attestation/vuln/v1";
    private protected readonly string folder = Directory.CreateTempSubdirectory("verify-").FullName;
    private protected readonly SigningKey key = SigningKey.Generate();
    private protected readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();
    private protected readonly SigstoreInstance instance;
    private protected EmbeddedRegistry registry = null!;
    private protected RegistryWriter writer = null!;
    private protected CosignSigner signer = null!;
    private protected ArtifactReference artifact = null!;

    private protected VerifyScene() => instance = new SigstoreInstance(now.AddDays(-30), TimeSpan.FromDays(60));

    public async Task InitializeAsync()
    {
        registry = await EmbeddedRegistry.StartAsync(RegistryOptions);
        writer = new RegistryWriter(registry.Address);
        signer = new CosignSigner(writer);
        artifact = await writer.PushAsync(PackageArtifact.Build([PackageFile.Text("package.xml", "<Package/>")]), "sf/finance/revenue", "1.0");
    }

    public async Task DisposeAsync()
    {
        writer.Dispose();
        await registry.DisposeAsync();
        instance.Dispose();
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private protected virtual EmbeddedRegistryOptions RegistryOptions => new();

    private protected string Reference => $"{registry.Host}/sf/finance/revenue:1.0";

    private protected string File(string name, string text)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static string Indent(string text, int spaces) => text.TrimEnd().ReplaceLineEndings("\n" + new string(' ', spaces));

    private protected string KeyPolicy(string more = "") => File("key.yaml", $"authorities:\n- name: release\n  key:\n    data: |\n      {Indent(key.PublicKeyPem, 6)}\n{more}");

    private protected string KeylessPolicy(string more = "", string subject = LeafRequest.Workflow) => File("segment.yaml", $"""
        apiVersion: segment-operator.dev/v1alpha1
        kind: Segment
        metadata: {"{name: finance}"}
        spec:
          artifacts:
            repositories: ["{registry.Host}/sf/finance/*"]
            trustRoot: {"{file: "}{File("root.json", instance.TrustedRoot().ToJsonString())}{"}"}
            authorities:
            - name: ci
              keyless:
                issuer: {LeafRequest.GitHub}
                subject: {subject}
        {more}
        """);

    private protected SignRequest Keyless => new() { Time = now.AddMinutes(-30), Leaf = new LeafRequest { NotBefore = now.AddMinutes(-31) } };

    private protected async Task SignKeylessAsync(bool bundle, string predicateType = CosignSigner.SignaturePredicate, string predicate = "{}")
    {
        var statement = JsonNode.Parse(CosignSigner.Statement(artifact.Digest, predicateType))!.AsObject();
        statement["predicate"] = JsonNode.Parse(predicate);
        if (bundle)
        {
            await signer.AttachBundleAsync(artifact, instance.SignStatement(statement.ToJsonString(), Keyless).ToJsonString(), predicateType);
            return;
        }

        var isSignature = predicateType == CosignSigner.SignaturePredicate;
        var payload = Encoding.UTF8.GetBytes(CosignSigner.SimpleSigning(artifact, artifact.Digest));
        var (content, annotations) = isSignature ? (payload, instance.SignPayload(payload, Keyless)) : instance.SignEnvelope(statement.ToJsonString(), Keyless);
        annotations["predicateType"] = predicateType;
        var layer = new Blob(isSignature ? CosignSigner.PayloadType : "application/vnd.dsse.envelope.v1+json", content, annotations);
        if (isSignature) annotations.Remove("predicateType");
        var built = BuiltArtifact.Create(null, new Blob("application/vnd.oci.image.config.v1+json", "{}"u8.ToArray()), [layer], subject: null, annotations: null);
        foreach (var blob in built.Blobs) await writer.PushBlobAsync("sf/finance/revenue", blob.Content);
        await writer.PushManifestAsync("sf/finance/revenue", $"sha256-{artifact.Digest.Hex}{(isSignature ? ".sig" : ".att")}", built.MediaType, built.Manifest);
    }

    private protected (int ExitCode, string Said) Run(string policy, params string[] more) =>
        CommandRun.Of(["verify", Reference, "--policy", policy, "--cache-dir", folder, "--registry-auth", File("none.json", "{}"), .. more]);

    private protected void Said(int exit, string words, string policy, params string[] more)
    {
        var (code, said) = Run(policy, more);
        Assert.True(exit == code, said);
        Assert.Contains(words, said, StringComparison.Ordinal);
    }
}
