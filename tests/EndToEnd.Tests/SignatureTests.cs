using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Oci;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>What a segment demands of signatures and attestations, by a Sigstore instance of the test's own.</summary>
[Collection(ProductionCollection.Name)]
public sealed class SignatureTests : IDisposable
{
    private const string Scan = "https://cosign.sigstore.dev/attestation/vuln/v1";
    private readonly Production production;
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();
    private readonly SigstoreInstance instance;

    public SignatureTests(Production production)
    {
        this.production = production;
        instance = new SigstoreInstance(now.AddDays(-30), TimeSpan.FromDays(60));
    }

    public void Dispose() => instance.Dispose();

    private SignRequest Now => new() { Time = now.AddMinutes(-5), Leaf = new LeafRequest { NotBefore = now.AddMinutes(-6) } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_keyless_signature_and_its_attestation_let_a_package_through_and_are_shown(bool bundle)
    {
        var name = await SegmentAsync("keyless", LeafRequest.Workflow, "{inline: '" + instance.TrustedRoot().ToJsonString() + "'}", rule: "predicate.critical == 0");
        var artifact = await PushAsync(name);
        await AttachAsync(artifact, bundle, CosignSigner.SignaturePredicate, "{}");
        await AttachAsync(artifact, bundle, Scan, """{"critical": 0}""");
        var ended = await production.EndedAsync(await production.RequestAsync(artifact.ToString(), name));
        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
        var signer = Assert.Single(ended.Status.Artifact!.Signers);
        Assert.Equal(("ci", LeafRequest.Workflow, LeafRequest.GitHub), (signer.Authority, signer.Identity, signer.Issuer));
        Assert.NotNull(signer.LogIndex);
        Assert.NotNull(signer.SignedAt);
        var scan = Assert.Single(ended.Status.Artifact.Attestations);
        Assert.Equal(("scan", AttestationState.Satisfied, "ci"), (scan.Name, scan.State, scan.Authority));
        Assert.Contains(await production.EventsOfAsync(ended), note => note.StartsWith("Normal Verified: Signed by ci", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://github.com/example/other", "{}", "predicate.critical == 0", "NoTrustedSignature", null)]
    [InlineData(LeafRequest.Workflow, null, "predicate.critical == 0", "AttestationMissing", AttestationState.Missing)]
    [InlineData(LeafRequest.Workflow, """{"critical": 3}""", "predicate.critical == 0", "AttestationViolated", AttestationState.Violated)]
    public async Task What_does_not_suffice_is_denied_with_its_reason(string subject, string? predicate, string rule, string reason, AttestationState? state)
    {
        var name = await SegmentAsync("strict", subject, "{inline: '" + instance.TrustedRoot().ToJsonString() + "'}", rule);
        var artifact = await PushAsync(name);
        await AttachAsync(artifact, bundle: true, CosignSigner.SignaturePredicate, "{}");
        if (predicate is not null) await AttachAsync(artifact, bundle: true, Scan, predicate);
        var ended = await production.EndedAsync(await production.RequestAsync(artifact.ToString(), name));
        Assert.Equal((DeploymentPhase.Denied, reason), (ended.Status!.Phase, ended.Status.Reason));
        Assert.Equal(state, ended.Status.Artifact!.Attestations.SingleOrDefault()?.State);
        Assert.Contains(ended.Status.Conditions, condition => condition is { Type: "Verified", Status: "False" } && condition.Reason == reason);
        Assert.Contains(await production.EventsOfAsync(ended), note => note.StartsWith($"Warning {reason}: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_root_that_is_missing_makes_a_request_wait_until_it_is_there()
    {
        var root = production.Name("root");
        var name = await SegmentAsync("rootless", LeafRequest.Workflow, $"{{configMapRef: {{name: {root}, key: trusted_root.json}}}}", rule: null);
        var artifact = await PushAsync(name);
        await AttachAsync(artifact, bundle: true, CosignSigner.SignaturePredicate, "{}");
        var request = await production.RequestAsync(artifact.ToString(), name);
        var waiting = await production.RequestIsAsync(request, status => status.Reason == "CouldNotCheck");
        Assert.Contains(root, waiting.Status!.Message, StringComparison.Ordinal);
        Assert.Contains(waiting.Status.Conditions, condition => condition is { Type: "Verified", Status: "Unknown" });
        await production.SegmentIsAsync(name, "Trusted", "False");
        await production.World.Admin.CreateAsync(
            new ConfigMap { Metadata = new() { Name = root, Namespace = World.OperatorNamespace }, Data = new() { ["trusted_root.json"] = instance.TrustedRoot().ToJsonString() } }, new CreateOptions(), default);
        Assert.Equal(DeploymentPhase.Succeeded, (await production.EndedAsync(request)).Status!.Phase);
    }

    private async Task<ArtifactReference> PushAsync(string name) =>
        await production.World.Writer.PushAsync(
            PackageArtifact.Build(production.Revenue.Append(PackageFile.Text("README.txt", name))), $"sf/{name}/revenue");

    private async Task AttachAsync(ArtifactReference artifact, bool bundle, string predicateType, string predicate)
    {
        var statement = JsonNode.Parse(CosignSigner.Statement(artifact.Digest, predicateType))!.AsObject();
        statement["predicate"] = JsonNode.Parse(predicate);
        if (bundle)
        {
            await production.World.Signer.AttachBundleAsync(artifact, instance.SignStatement(statement.ToJsonString(), Now).ToJsonString(), predicateType);
            return;
        }

        var isSignature = predicateType == CosignSigner.SignaturePredicate;
        var payload = Encoding.UTF8.GetBytes(CosignSigner.SimpleSigning(artifact, artifact.Digest));
        var (content, annotations) = isSignature ? (payload, instance.SignPayload(payload, Now)) : instance.SignEnvelope(statement.ToJsonString(), Now);
        var layer = new Blob(isSignature ? CosignSigner.PayloadType : "application/vnd.dsse.envelope.v1+json", content, annotations);
        var built = BuiltArtifact.Create(null, new Blob("application/vnd.oci.image.config.v1+json", "{}"u8.ToArray()), [layer], subject: null, annotations: null);
        foreach (var blob in built.Blobs) await production.World.Writer.PushBlobAsync(artifact.Repository.Name, blob.Content);
        await production.World.Writer.PushManifestAsync(artifact.Repository.Name, $"sha256-{artifact.Digest.Hex}{(isSignature ? ".sig" : ".att")}", built.MediaType, built.Manifest);
    }

    private async Task<string> SegmentAsync(string prefix, string subject, string root, string? rule)
    {
        var name = production.Name(prefix);
        var yaml = production.Segment(name, "Keyless");
        var from = yaml.IndexOf("    authorities:\n", StringComparison.Ordinal);
        var to = yaml.IndexOf("  roles:\n", StringComparison.Ordinal);
        var attestations = rule is null ? "" : $"    attestations:\n    - {{name: scan, predicateType: {Scan}, maxAge: 1h, authorities: [ci], rule: '{rule}'}}\n";
        await production.World.Admin.ApplyYamlAsync(
            $"{yaml[..from]}    trustRoot: {root}\n    authorities:\n    - name: ci\n      keyless: {{issuer: {LeafRequest.GitHub}, subject: '{subject}'}}\n{attestations}{yaml[to..]}");
        await production.ReadyAsync(name);
        return name;
    }
}
