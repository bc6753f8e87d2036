using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>Under GitOps the creator is an account, and the person is whoever signed the artifact's provenance.</summary>
[Collection(ProductionCollection.Name)]
public sealed class SyncAccountTests(Production production) : IDisposable
{
    private const string Slsa = "https://slsa.dev/provenance/v1";
    private const string Provenance = """{"buildDefinition": {"buildType": "https://example.com/build", "externalParameters": {}, "resolvedDependencies": [{"uri": "git+https://github.com/example/finance@refs/heads/main", "digest": {"gitCommit": "0123456789abcdef0123456789abcdef01234567"}}]}, "runDetails": {"builder": {"id": "https://example.com/builder"}}}""";
    private readonly Signers signers = new(production);

    public void Dispose() => signers.Dispose();

    [Fact]
    public async Task The_signer_of_the_provenance_takes_the_requesters_place_and_people_approve()
    {
        var segment = await SegmentAsync("erin@acme.example");
        var request = await RequestAsync(segment, "erin@acme.example");
        var waiting = await production.RequestIsAsync(request, status => status is { Phase: DeploymentPhase.AwaitingApproval, Review: not null });
        var provenance = waiting.Status!.Artifact!.Provenance!;
        Assert.Equal(("erin@acme.example", "https://github.com/example/finance", "https://example.com/builder"), (provenance.SignedBy, provenance.Repository, provenance.Builder));
        Assert.Equal("0123456789abcdef0123456789abcdef01234567", provenance.Revision);
        // Nothing that the account could press approves: not in its own name, not in another's, not by an edit.
        await production.JudgedAsync(await production.DecideAsync("argocd", waiting, "manager"), ApprovalState.Void, "NotAPerson");
        var argo = production.World.As("argocd");
        var forged = new Approval
        {
            Metadata = new() { Name = production.Name("forged"), Namespace = World.TeamNamespace },
            Spec = new() { Target = new() { Kind = ApprovalTargetKind.DeploymentRequest, Name = request, Uid = waiting.Metadata.Uid! }, Role = "manager", Decision = ApprovalDecision.Approve, ReviewDigest = waiting.Status.Review!.Digest, Approver = new() { Username = "carol", Uid = "u-carol", Groups = ["managers"] } },
        };
        Assert.Contains("spec.approver.username must be your own, argocd", (await Assert.ThrowsAsync<KubernetesException>(() => argo.CreateAsync(forged, new CreateOptions(), default))).Message, StringComparison.Ordinal);
        foreach (var metadata in (string[])["""{"annotations": {"argocd.argoproj.io/sync-options": "Force=true", "segment-operator.dev/approved": "true"}}""", """{"labels": {"approved": "yes"}}"""])
            await argo.PatchAsync<DeploymentRequest>(request, World.TeamNamespace, Patch.Merge(new JsonObject { ["metadata"] = JsonNode.Parse(metadata) }), new PatchOptions { FieldManager = "argocd" }, default);
        var still = await production.World.Admin.GetAsync<DeploymentRequest>(request, World.TeamNamespace, default);
        Assert.Equal(DeploymentPhase.AwaitingApproval, still.Status!.Phase);
        await production.DecideAsync("carol", still, "manager");
        await production.DecideAsync("dave", still, "security");
        var ended = await production.EndedAsync(request);
        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
    }

    [Fact]
    public async Task The_author_behind_the_account_does_not_approve_the_change()
    {
        // Here the identity provider of people and that of signers know them by the same name.
        var segment = await SegmentAsync("erin");
        var request = await RequestAsync(segment, "erin");
        var waiting = await production.RequestIsAsync(request, status => status is { Phase: DeploymentPhase.AwaitingApproval, Review: not null });
        var own = await production.JudgedAsync(await production.DecideAsync("erin", waiting, "manager"), ApprovalState.Void, "OwnMatter");
        Assert.Contains("the author of the change", own.Status!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_author_in_no_persona_is_denied_and_a_key_names_no_author()
    {
        var segment = await SegmentAsync("erin@acme.example", signer: "stranger@acme.example");
        var denied = await production.EndedAsync(await RequestAsync(segment, "stranger@acme.example"));
        Assert.Equal("RequesterNotAllowed", denied.Status!.Reason);
        Assert.Contains("stranger@acme.example is in no persona", denied.Status.Message, StringComparison.Ordinal);

        // Signed by a key, and no provenance: nobody knows whose wish it is.
        var keyed = await production.SegmentAsync("keyed", People.TwoRoles + Accounts);
        var name = production.Name("synced");
        await production.World.As("argocd").ApplyYamlAsync(WorldManifests.Request(name, keyed, await production.PushAsync(keyed), "argocd", "gitops"));
        var waiting = await production.RequestIsAsync(name, status => status.Reason == "AuthorUnknown");
        Assert.Contains("a key names nobody", waiting.Status!.Message, StringComparison.Ordinal);
        Assert.Null(waiting.Status.Run);
    }

    [Fact]
    public async Task The_account_gets_no_access_and_breaks_no_glass()
    {
        var segment = await production.SegmentAsync("accounts", Accounts);
        var grant = production.Name("synced");
        await production.World.As("argocd").ApplyYamlAsync(WorldManifests.Grant(grant, segment, "10m", requester: "argocd", group: "gitops"));
        Assert.Equal("SyncAccountAsks", (await production.GrantIsAsync(grant, status => status.Phase == GrantPhase.Denied)).Status!.Reason);
        var urgent = production.Name("synced");
        await production.World.As("argocd").ApplyYamlAsync(WorldManifests.Request(urgent, segment, await production.PushAsync(segment), "argocd", "gitops") + "\n  breakGlass: true");
        Assert.Equal("SyncAccountAsks", (await production.EndedAsync(urgent)).Status!.Reason);
    }

    private const string Accounts = """

          authentication:
            syncAccounts: [{kind: User, name: argocd}]
        """;

    private Task<string> SegmentAsync(string author, string? signer = null) => production.SegmentAsync("gitops", People.TwoRoles + Accounts, yaml => signers
        .Demanded(yaml, $"    - name: people\n      keyless: {{issuer: {LeafRequest.GitHub}, subject: '{signer ?? author}'}}\n    provenance: {{repositories: [\"https://github.com/example/finance\"], authorities: [people]}}\n")
        .Replace("subjects: [{kind: Group, name: developers}]", $"subjects: [{{kind: Group, name: developers}}, {{kind: User, name: {author}}}]", StringComparison.Ordinal));

    private async Task<string> RequestAsync(string segment, string author)
    {
        var artifact = await production.World.Writer.PushAsync(PackageArtifact.Build(production.Revenue.Append(PackageFile.Text("README.txt", segment))), $"sf/{segment}/revenue");
        await signers.AttachAsync(artifact, author, CosignSigner.SignaturePredicate, "{}");
        await signers.AttachAsync(artifact, author, Slsa, Provenance);
        var name = production.Name("synced");
        await production.World.As("argocd").ApplyYamlAsync(WorldManifests.Request(name, segment, artifact.ToString(), "argocd", "gitops"));
        return name;
    }
}
