using System.Text.Json.Nodes;
using SegmentOperator.Manager.VerifyBundle;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary>What <c>segment-operator verify</c> says, and with which exit code.</summary>
public sealed class VerifyTests : VerifyScene
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_signed_artifact_is_verified_and_its_signer_named(bool bundle)
    {
        if (bundle) await signer.SignBundleAsync(artifact, key);
        else await signer.SignTagAsync(artifact, key);
        Said(0, $"Verified: {artifact} is signed as the policy demands.\n  signed by release: key sha256:", KeyPolicy());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_keyless_signature_is_verified_with_its_log_entry_and_for_programs(bool bundle)
    {
        await SignKeylessAsync(bundle);
        var (exit, said) = Run(KeylessPolicy(), "-o", "json");
        Assert.True(exit == 0, said);
        var report = JsonNode.Parse(said)!;
        Assert.Equal(("Verified", artifact.ToString()), ((string)report["verdict"]!, (string)report["artifact"]!));
        var signature = report["signatures"]![0]!;
        Assert.Equal((LeafRequest.Workflow, LeafRequest.GitHub), ((string)signature["subject"]!, (string)signature["issuer"]!));
        Assert.NotNull(signature["signedAt"]);
        Assert.Single(signature["logs"]!.AsArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_identity_is_refused(bool bundle)
    {
        await SignKeylessAsync(bundle);
        var (exit, said) = Run(KeylessPolicy(subject: "https://github.com/example/other"), "-o", "json");
        Assert.Equal(1, exit);
        Assert.Equal(("Refused", "NoTrustedSignature"), ((string)JsonNode.Parse(said)!["verdict"]!, (string)JsonNode.Parse(said)!["reason"]!));
    }

    [Theory]
    [InlineData(true, "predicate.critical == 0", 0, "attested scan")]
    [InlineData(false, "predicate.critical == 0", 0, "attested scan")]
    [InlineData(true, "predicate.critical > 0", 1, "Refused (AttestationViolated)")]
    [InlineData(true, "predicate.missing == 0", 1, "could not be evaluated")]
    [InlineData(true, "predicate.(", 1, "spec.artifacts.attestations[scan].rule cannot be compiled")]
    [InlineData(true, "'text'", 1, "a rule is true or false")]
    public async Task A_rule_over_an_attestation_decides(bool bundle, string rule, int exit, string words)
    {
        await SignKeylessAsync(bundle);
        await SignKeylessAsync(bundle, Scan, """{"critical": 0}""");
        Said(exit, words, KeylessPolicy($"    attestations:\n    - {{name: scan, predicateType: {Scan}, maxAge: 1h, authorities: [ci], rule: \"{rule}\"}}"));
    }

    [Theory]
    [InlineData("10m", 1, "AttestationStale")]
    [InlineData("1h", 0, "attested scan")]
    public async Task An_attestation_has_an_age(string maxAge, int exit, string words)
    {
        await SignKeylessAsync(bundle: true);
        await SignKeylessAsync(bundle: true, Scan);
        Said(exit, words, KeylessPolicy($"    attestations:\n    - {{name: scan, predicateType: {Scan}, maxAge: {maxAge}}}"));
    }

    [Fact]
    public async Task An_attestation_alone_does_not_sign()
    {
        await SignKeylessAsync(bundle: true, Scan);
        Said(1, "Refused (NotSigned)", KeylessPolicy());
    }

    [Theory]
    [InlineData("https://github.com/example/finance", 0, "attested provenance")]
    [InlineData("https://github.com/example/other", 1, "ProvenanceMismatch")]
    public async Task Provenance_must_match_what_a_request_names_as_its_source(string repository, int exit, string words)
    {
        await SignKeylessAsync(bundle: true);
        await SignKeylessAsync(bundle: true, "https://slsa.dev/provenance/v1", """
            {"buildDefinition": {"buildType": "t", "externalParameters": {"workflow": {"repository": "https://github.com/example/finance", "ref": "refs/heads/main"}},
              "resolvedDependencies": [{"uri": "git+https://github.com/example/finance@refs/heads/main", "digest": {"gitCommit": "0123456789012345678901234567890123456789"}}]},
             "runDetails": {"builder": {"id": "https://github.com/actions/runner"}}}
            """);
        Said(exit, words, KeylessPolicy("    provenance: {matchSource: true, builders: [\"https://github.com/actions/*\"]}"), "--source-repository", repository, "--source-revision", "0123456789012345678901234567890123456789");
        Said(1, "--source-repository", KeylessPolicy("    provenance: {matchSource: true}"));
    }

    [Fact]
    public async Task A_trust_root_that_cannot_be_had_leaves_undecided_what_needs_it_and_touches_no_key()
    {
        var stale = Path.Combine(folder, "no-tuf-here");
        var policy = KeyPolicy($"- name: ci\n  keyless: {{issuer: {LeafRequest.GitHub}, subject: someone}}\ntrustRoot: {{publicGood: {{folder: {stale}}}}}\n");
        Said(1, "the policy wants 1 of 'release', 'ci'", policy);
        await SignKeylessAsync(bundle: true);
        Said(3, "Could not check", policy);
        await signer.SignTagAsync(artifact, key);
        Said(0, "signed by release", policy);
    }

    [Fact]
    public async Task A_registry_that_fails_is_no_refusal()
    {
        await signer.SignTagAsync(artifact, key);
        registry.Faults.Add(new RegistryFault.Status(503), when: r => r.Path.Contains("/referrers/", StringComparison.Ordinal) || r.Path.Contains(".sig", StringComparison.Ordinal));
        Said(3, "It is neither verified nor refused", KeyPolicy());
        registry.Faults.Clear();
        registry.Faults.Add(new RegistryFault.TooManyRequests("77"));
        var (exit, said) = Run(KeyPolicy(), "-o", "json");
        Assert.Equal((3, 77), (exit, (int)JsonNode.Parse(said)!["retryAfterSeconds"]!));
    }

    [Theory]
    [InlineData("authorities: []", "spec.artifacts.authorities names nobody")]
    [InlineData("authoritys: []", "authoritys is no field of an artifact policy")]
    [InlineData("require: many", "require does not have the type")]
    [InlineData("authorities:\n- {name: a, keyless: {issuer: i, subject: s}}", "set spec.artifacts.trustRoot")]
    [InlineData("authorities:\n- {name: a, key: {data: nonsense}}", "'a'")]
    [InlineData("authorities:\n- {name: a, key: {secretRef: {name: k, key: cosign.pub}}}", "--kubeconfig")]
    [InlineData("authorities:\n- {name: a, key: {data: x}, keyless: {issuer: i, subject: s}}", "give exactly one of key, keyless, certificates")]
    [InlineData("authorities:\n- {name: a, keyless: {issuer: i, subject: s, subjectRegex: s}}\ntrustRoot: {inline: '{}'}", "spec.artifacts.trustRoot.inline is no trusted root")]
    [InlineData("authorities: [", "is not YAML")]
    [InlineData("a: 1\na: 2", "occurs twice")]
    [InlineData("kind: Pod\nspec: {}", "kind is Pod")]
    public void A_policy_that_cannot_be_used_names_file_and_field(string text, string words)
    {
        var file = File("bad.yaml", text);
        var (exit, said) = Run(file);
        Assert.Equal(1, exit);
        Assert.StartsWith(file, said.TrimStart('\''), StringComparison.Ordinal);
        Assert.Contains(words, said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        var (exit, said) = CommandRun.Of("verify", $"{registry.Host}/sf/finance/revenue:none", "--policy", KeyPolicy());
        Assert.True(exit == 1, said);
        Assert.Contains("does not have the tag none", said, StringComparison.Ordinal);
        (exit, said) = CommandRun.Of("verify", "registry.example.com/UPPER/case", "--policy", KeyPolicy());
        Assert.Equal(1, exit);
        Assert.Contains("upper-case letter", said, StringComparison.Ordinal);
        (exit, said) = CommandRun.Of("verify", Reference, "--policy", Path.Combine(folder, "nothing.yaml"));
        Assert.Equal(1, exit);
        Assert.Contains("nothing.yaml: it cannot be read: there is no such file", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("verify", "a/b:1")]
    [InlineData("verify", "a/b:1", "--policy", "p", "-o", "xml")]
    [InlineData("verify", "a/b:1", "c/d:1", "--policy", "p")]
    public void Usage_errors_exit_with_2(params string[] arguments) => Assert.Equal(2, CommandRun.Of(arguments).ExitCode);

    [Fact]
    public async Task A_repository_that_the_policy_does_not_name_is_refused()
    {
        await signer.SignTagAsync(artifact, key);
        Said(1, "Refused (RepositoryNotAllowed)", KeyPolicy("repositories: [registry.example.com/sf/*]\n"));
    }
}
