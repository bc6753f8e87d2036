using System.Text.Json.Nodes;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary>
/// Policies of several authorities as a Segment spells them, and every exit code: the artifact is signed by <c>first</c> and by the workflow
/// <c>ci</c>, and by nobody else.
/// </summary>
public sealed class VerifyPolicyTests : VerifyScene
{
    private const string Provenance02 = "https://slsa.dev/provenance/v0.2";

    // What stands after the artifact's authorities first (signed), second (not), ci (signed), other (not).
    [Theory]
    [InlineData("require: 1", 0, "signed by")]
    [InlineData("require: 2", 0, "signed by ci")]
    [InlineData("require: 3", 1, "TooFewAuthorities")]
    [InlineData("groups: [{name: keys, of: [first, second], require: 1}, {name: people, of: [ci, other], require: 1}]\nrequire: 2", 0, "signed by first")]
    [InlineData("groups: [{name: keys, of: [first, second], require: 2}, {name: people, of: [ci, other], require: 1}]\nrequire: 2", 1, "Refused (TooFewAuthorities)")]
    [InlineData("groups: [{name: keys, of: [first, second], require: 2}, {name: people, of: [ci, other], require: 1}]", 0, "signed by ci")]
    [InlineData("groups: [{name: inner, of: [first, second]}, {name: outer, of: [inner, ci], require: 2}]", 0, "signed by first")]
    [InlineData("groups: [{name: a, of: [first]}, {name: b, of: [first]}]", 1, "first")]
    [InlineData("groups: [{name: a, of: [nobody]}]", 1, "nobody")]
    [InlineData("groups: [{name: a, of: [b]}, {name: b, of: [a]}]", 1, "group")]
    [InlineData("require: 9", 1, "require")]
    public async Task K_of_n_authorities_and_groups_of_groups(string more, int exit, string words)
    {
        using var second = SigningKey.Generate();
        await signer.SignTagAsync(artifact, key);
        await SignKeylessAsync(bundle: true);
        Said(exit, words, File("policy.yaml", $"""
            trustRoot: {"{file: "}{Root()}{"}"}
            authorities:
            - {Key("first", key)}
            - {Key("second", second)}
            - {Workflow("ci")}
            - {Workflow("other", "https://github.com/example/other")}
            {more}
            """));
    }

    [Theory]
    [InlineData("logEntries: 1", 0, "signed by ci")]
    [InlineData("logEntries: 2", 1, "Refused (LogEntryMissing)")]
    [InlineData("timestamps: 1", 1, "Refused (TimestampMissing)")]
    [InlineData("certificateTimestamps: 1", 0, "signed by ci")]
    [InlineData("certificateTimestamps: 2", 1, "Refused (CertificateNotLogged)")]
    public async Task Each_authority_demands_its_own_proof(string demand, int exit, string words)
    {
        await SignKeylessAsync(bundle: true);
        Said(exit, words, File("policy.yaml", $"""
            trustRoot: {"{file: "}{Root()}{"}"}
            authorities:
            - {Workflow("ci", more: ", " + demand)}
            """));
    }

    [Theory]
    [InlineData(true, 0, "signed by ci")]
    [InlineData(false, 1, "Refused")]
    public async Task An_authority_may_have_a_root_of_its_own(bool right, int exit, string words)
    {
        await SignKeylessAsync(bundle: true);
        using var elsewhere = new SigstoreInstance(now.AddDays(-30), TimeSpan.FromDays(60));
        var other = File("other.json", elsewhere.TrustedRoot().ToJsonString());
        Said(exit, words, File("policy.yaml", $"""
            trustRoot: {"{file: "}{(right ? other : Root())}{"}"}
            authorities:
            - {Workflow("ci", more: ", trustRoot: {file: " + (right ? Root() : other) + "}")}
            """));
    }

    [Theory]
    [InlineData("https://github.com/example/finance", "https://example.com/builder", 0, "attested provenance")]
    [InlineData("https://github.com/example/*", "https://example.com/*", 0, "attested provenance")]
    [InlineData("https://github.com/example/other", "https://example.com/builder", 1, "ProvenanceMismatch")]
    [InlineData("https://github.com/example/finance", "https://example.com/other", 1, "ProvenanceMismatch")]
    public async Task Provenance_of_SLSA_0_2_says_source_and_builder(string repository, string builder, int exit, string words)
    {
        await SignKeylessAsync(bundle: true);
        await SignKeylessAsync(bundle: true, Provenance02, """
            {"builder": {"id": "https://example.com/builder"}, "buildType": "t",
             "invocation": {"configSource": {"uri": "git+https://github.com/example/finance@refs/heads/main", "digest": {"sha1": "0123456789012345678901234567890123456789"}}}}
            """);
        Said(exit, words, KeylessPolicy($"    provenance: {{repositories: [\"{repository}\"], builders: [\"{builder}\"]}}"));
    }

    [Fact]
    public async Task An_attestation_by_the_wrong_signer_is_untrusted()
    {
        await signer.SignTagAsync(artifact, key);
        await SignKeylessAsync(bundle: true, Scan);
        var policy = $"trustRoot: {{file: {Root()}}}\nauthorities:\n- {Key("release", key)}\n- {Workflow("ci")}\nattestations:\n- {{name: scan, predicateType: {Scan}, authorities: [";
        Said(0, "attested scan (", File("good.yaml", policy + "ci]}\n"));
        Said(1, "Refused (AttestationUntrusted)", File("bad.yaml", policy + "release]}\n"));
        Said(1, "Refused (AttestationMissing)", File("none.yaml", policy.Replace(Scan, Scan + "/other", StringComparison.Ordinal) + "ci]}\n"));
    }

    [Theory]
    [InlineData("unauthorized")]
    [InlineData("reset")]
    [InlineData("unreachable")]
    public async Task What_could_not_be_read_exits_with_3_for_people_and_programs(string failure)
    {
        await signer.SignTagAsync(artifact, key);
        var policy = KeyPolicy();
        if (failure == "unauthorized") registry.Faults.Add(new RegistryFault.Status(401));
        else if (failure == "reset") registry.Faults.Add(new RegistryFault.Status(500));
        else await registry.DisposeAsync();
        var (exit, said) = Run(policy, "-o", "json");
        Assert.True(exit == 3, said);
        Assert.Equal("CouldNotCheck", (string)JsonNode.Parse(said)!["verdict"]!);
        Said(3, "Could not check", policy);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task A_cluster_that_does_not_give_what_a_policy_refers_to_leaves_it_undecided(int status)
    {
        await signer.SignTagAsync(artifact, key);
        await using var cluster = await StubServer.StartAsync(context => context.StatusAsync(status, "Refused", "not now"));
        var kubeconfig = File("kubeconfig", """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: SERVER}}]
            users: [{name: u, user: {}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """.Replace("SERVER", $"\"{cluster.Address}\"", StringComparison.Ordinal));
        var policy = File("policy.yaml", "authorities:\n- {name: release, key: {secretRef: {name: keys, key: cosign.pub}}}\n");
        Said(3, "could not be read from the cluster", policy, "--kubeconfig", kubeconfig);
        Said(3, "\"CouldNotCheck\"", policy, "--kubeconfig", kubeconfig, "-o", "json");
    }

    private string Root() => File("root.json", instance.TrustedRoot().ToJsonString());

    private static string Key(string name, SigningKey key) =>
        $"{{name: {name}, key: {{data: \"{key.PublicKeyPem.ReplaceLineEndings("\\n")}\"}}}}";

    private static string Workflow(string name, string subject = LeafRequest.Workflow, string more = "") =>
        $"{{name: {name}, keyless: {{issuer: {LeafRequest.GitHub}, subject: \"{subject}\"}}{more}}}";
}
