using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.EndToEnd.Governance;
using SegmentOperator.Kubernetes;
using SegmentOperator.Oci;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>What a segment demands of signatures and attestations, by a Sigstore instance of the test's own.</summary>
[Collection(ProductionCollection.Name)]
public sealed class SignatureTests(Production production) : IDisposable
{
    private const string Scan = "https://cosign.sigstore.dev/attestation/vuln/v1";
    private const string Built = """
        {"buildDefinition": {"buildType": "https://example.com/build", "externalParameters": {"workflow": {"repository": "https://github.com/example/finance", "ref": "refs/heads/main"}},
         "resolvedDependencies": [{"uri": "git+https://github.com/example/finance@refs/heads/main", "digest": {"gitCommit": "8c2d"}}]}, "runDetails": {"builder": {"id": "https://builder.example"}}}
        """;
    private readonly Signers signers = new(production);

    public void Dispose() => signers.Dispose();

    private SignRequest Now => new() { Time = signers.Now.AddMinutes(-5), Leaf = new LeafRequest { NotBefore = signers.Now.AddMinutes(-6) } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_keyless_signature_and_its_attestation_let_a_package_through_and_are_shown(bool bundle)
    {
        var name = await SegmentAsync("keyless", LeafRequest.Workflow, "{inline: '" + signers.Instance.TrustedRoot().ToJsonString() + "'}", rule: "predicate.critical == 0");
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
        await production.ToldAsync(ended, "Normal Verified: Signed by ci");
    }

    [Theory]
    [InlineData("https://github.com/example/other", "{}", "predicate.critical == 0", "NoTrustedSignature", null)]
    [InlineData(LeafRequest.Workflow, null, "predicate.critical == 0", "AttestationMissing", AttestationState.Missing)]
    [InlineData(LeafRequest.Workflow, """{"critical": 3}""", "predicate.critical == 0", "AttestationViolated", AttestationState.Violated)]
    public async Task What_does_not_suffice_is_denied_with_its_reason(string subject, string? predicate, string rule, string reason, AttestationState? state)
    {
        var name = await SegmentAsync("strict", subject, "{inline: '" + signers.Instance.TrustedRoot().ToJsonString() + "'}", rule);
        var artifact = await PushAsync(name);
        await AttachAsync(artifact, bundle: true, CosignSigner.SignaturePredicate, "{}");
        if (predicate is not null) await AttachAsync(artifact, bundle: true, Scan, predicate);
        var ended = await production.EndedAsync(await production.RequestAsync(artifact.ToString(), name));
        Assert.Equal((DeploymentPhase.Denied, reason), (ended.Status!.Phase, ended.Status.Reason));
        Assert.Equal(state, ended.Status.Artifact!.Attestations.SingleOrDefault()?.State);
        Assert.Contains(ended.Status.Conditions, condition => condition is { Type: "Verified", Status: "False" } && condition.Reason == reason);
        await production.ToldAsync(ended, $"Warning {reason}: ");
    }

    [Theory]
    [InlineData("https://github.com/example/finance", "LOW", null)]
    [InlineData("https://github.com/example/elsewhere", "LOW", "segment/source: Built elsewhere.")]
    [InlineData("https://github.com/example/finance", "CRITICAL", "segment/critical: Critical vulnerabilities.")]
    [InlineData("https://github.com/example/finance", null, "segment/critical: the rule could not be evaluated: no such key: vulnerabilities")]
    public async Task Rules_see_what_was_attested_and_what_the_signers_certificates_say(string source, string? severity, string? denied)
    {
        var name = await DemandingAsync(
            "evidence",
            $"- {{name: scan, predicateType: {Scan}, maxAge: 1h}}",
            $$"""
              rules:
              - {name: source, when: "!artifact.signers.exists(s, s.extensions.sourceRepositoryURI == 'https://github.com/example/finance')", then: Deny, message: Built elsewhere.}
              - {name: critical, when: "attestations.exists(a, a.predicateType == '{{Scan}}' && a.predicate.scanner.result.vulnerabilities.exists(v, v.severity == 'CRITICAL'))", then: Deny, message: Critical vulnerabilities.}
              - {name: built, when: "provenance.builder != 'https://builder.example' || provenance.ref != 'refs/heads/main'", then: Deny, message: Not our builder.}
            """,
            "provenance: {repositories: ['https://github.com/example/*']}");
        var artifact = await PushAsync(name);
        var signing = Now with { Leaf = Now.Leaf! with { Extensions = new Dictionary<int, string> { [12] = source } } };
        await AttachAsync(artifact, bundle: true, CosignSigner.SignaturePredicate, "{}", signing);
        await AttachAsync(artifact, bundle: true, Scan, severity is null ? """{"scanner": {"result": {}}}""" : """{"scanner": {"result": {"vulnerabilities": [{"id": "CVE-1", "severity": "?"}]}}}""".Replace("?", severity, StringComparison.Ordinal));
        await AttachAsync(artifact, bundle: false, "https://slsa.dev/provenance/v1", Built);
        var ended = (await production.EndedAsync(await production.RequestAsync(artifact.ToString(), name))).Status!;
        Assert.True(ended.Phase == (denied is null ? DeploymentPhase.Succeeded : DeploymentPhase.Denied), ended.Message);
        Assert.Contains(denied ?? "", ended.Message ?? "", StringComparison.Ordinal);
        Assert.Equal(
            ("https://github.com/example/finance", "refs/heads/main", "8c2d", "https://builder.example", LeafRequest.Workflow),
            (ended.Artifact!.Provenance!.Repository, ended.Artifact.Provenance.Ref, ended.Artifact.Provenance.Revision, ended.Artifact.Provenance.Builder, ended.Artifact.Provenance.SignedBy));
    }

    [Fact]
    public async Task Missing_stale_wrongly_signed_and_violated_are_four_answers_and_all_of_them_are_shown()
    {
        const string Base = "https://example.com/attestation/";
        var name = await DemandingAsync("answers", $$"""
            - {name: sast, predicateType: {{Base}}sast}
                - {name: dast, predicateType: {{Base}}dast, maxAge: 2h}
                - {name: lint, predicateType: {{Base}}lint, authorities: [scanner]}
                - {name: sca, predicateType: {{Scan}}, rule: predicate.critical == 0, message: No critical vulnerabilities.}
                - {name: sandbox, predicateType: {{Base}}unauthorised-access, rule: "predicate.cases.all(c, c.refused)"}
                - {name: tests, predicateType: {{Base}}unit-tests, maxAge: 2h, rule: predicate.failed == 0}
            """, "");
        var artifact = await PushAsync(name);
        await AttachAsync(artifact, bundle: true, CosignSigner.SignaturePredicate, "{}");
        await AttachAsync(artifact, bundle: true, Base + "dast", "{}", new SignRequest { Time = signers.Now.AddHours(-3), Leaf = new LeafRequest { NotBefore = signers.Now.AddHours(-3).AddMinutes(-1) } });
        await AttachAsync(artifact, bundle: true, Base + "lint", "{}");
        await AttachAsync(artifact, bundle: true, Scan, """{"critical": 1}""");
        await AttachAsync(artifact, bundle: true, Base + "unauthorised-access", """{"cases": [{"refused": true}]}""", about: Digest.Parse("sha256:" + new string('0', 64)));
        await AttachAsync(artifact, bundle: true, Base + "unit-tests", """{"failed": 0}""");
        var ended = (await production.EndedAsync(await production.RequestAsync(artifact.ToString(), name))).Status!;
        Assert.Equal((DeploymentPhase.Denied, "AttestationMissing"), (ended.Phase, ended.Reason));
        Assert.Equal(
            [
                ("dast", AttestationState.Stale), ("lint", AttestationState.WronglySigned), ("sandbox", AttestationState.WronglySigned),
                ("sast", AttestationState.Missing), ("sca", AttestationState.Violated), ("tests", AttestationState.Satisfied),
            ],
            ended.Artifact!.Attestations.Select(attestation => (attestation.Name, attestation.State)).Order());
        Assert.Contains("No critical vulnerabilities.", ended.Artifact.Attestations.Single(attestation => attestation.Name == "sca").Message, StringComparison.Ordinal);
        Assert.Contains("'dast'", ended.Message, StringComparison.Ordinal);
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
            new ConfigMap { Metadata = new() { Name = root, Namespace = World.OperatorNamespace }, Data = new() { ["trusted_root.json"] = signers.Instance.TrustedRoot().ToJsonString() } }, new CreateOptions(), default);
        await production.SucceededAsync(request);
    }

    private async Task<ArtifactReference> PushAsync(string name) =>
        await production.World.Writer.PushAsync(
            PackageArtifact.Build(production.Revenue.Append(PackageFile.Text("README.txt", name))), $"sf/{name}/revenue");

    private async Task AttachAsync(ArtifactReference artifact, bool bundle, string predicateType, string predicate, SignRequest? signing = null, Digest? about = null)
    {
        signing ??= Now;
        var statement = JsonNode.Parse(CosignSigner.Statement(about ?? artifact.Digest, predicateType))!.AsObject();
        statement["predicate"] = JsonNode.Parse(predicate);
        if (bundle)
        {
            await production.World.Signer.AttachBundleAsync(artifact, signers.Instance.SignStatement(statement.ToJsonString(), signing).ToJsonString(), predicateType);
            return;
        }

        var isSignature = predicateType == CosignSigner.SignaturePredicate;
        var payload = Encoding.UTF8.GetBytes(CosignSigner.SimpleSigning(artifact, artifact.Digest));
        var (content, annotations) = isSignature ? (payload, signers.Instance.SignPayload(payload, signing)) : signers.Instance.SignEnvelope(statement.ToJsonString(), signing);
        var layer = new Blob(isSignature ? CosignSigner.PayloadType : "application/vnd.dsse.envelope.v1+json", content, annotations);
        var built = BuiltArtifact.Create(null, new Blob("application/vnd.oci.image.config.v1+json", "{}"u8.ToArray()), [layer], subject: null, annotations: null);
        foreach (var blob in built.Blobs) await production.World.Writer.PushBlobAsync(artifact.Repository.Name, blob.Content);
        await production.World.Writer.PushManifestAsync(artifact.Repository.Name, $"sha256-{artifact.Digest.Hex}{(isSignature ? ".sig" : ".att")}", built.MediaType, built.Manifest);
    }

    private Task<string> SegmentAsync(string prefix, string subject, string root, string? rule) => SegmentAsync(
        prefix, subject, root, rule is null ? "" : $"    attestations:\n    - {{name: scan, predicateType: {Scan}, maxAge: 1h, authorities: [ci], rule: '{rule}'}}\n", "");

    private Task<string> DemandingAsync(string prefix, string attestations, string rules, string? provenance = null) => SegmentAsync(
        prefix, LeafRequest.Workflow, "{inline: '" + signers.Instance.TrustedRoot().ToJsonString() + "'}",
        $"    - name: scanner\n      keyless: {{issuer: {LeafRequest.GitHub}, subject: 'https://github.com/example/scanner'}}\n    attestations:\n    {attestations}\n{(provenance is null ? "" : $"    {provenance}\n")}",
        rules);

    private async Task<string> SegmentAsync(string prefix, string subject, string root, string more, string rules)
    {
        var name = production.Name(prefix);
        var yaml = signers.Demanded(production.Segment(name, "Keyless"), $"    - name: ci\n      keyless: {{issuer: {LeafRequest.GitHub}, subject: '{subject}'}}\n{more}", root);
        await production.World.Admin.ApplyYamlAsync(yaml + (rules.Length == 0 ? "" : "\n" + rules));
        await production.ReadyAsync(name);
        return name;
    }
}
