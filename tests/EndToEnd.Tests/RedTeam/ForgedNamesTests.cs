using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>Attacks on who asked and who approved. The attacker holds every right that RBAC knows.</summary>
public sealed class ForgedNamesTests(Arenas arenas) : IClassFixture<Arenas>
{
    private const string Identity = "segment-operator-identity";

    [Theory, Servers]
    public Task A_request_in_another_persons_name_is_refused(string server) => arenas.AssertStoppedByAsync(server, Identity, arena =>
        arena.As("mallory").ApplyYamlAsync(WorldManifests.Request(arenas.Name("forged"), "finance", "r.example.com/a:1", "alice", "developers")));

    [Theory, Servers]
    public Task A_grant_in_another_persons_name_is_refused(string server) => arenas.AssertStoppedByAsync(server, Identity, arena =>
        arena.As("mallory").ApplyYamlAsync(WorldManifests.Grant(arenas.Name("forged"), "finance", "1h", "mallory", "alice", "developers")));

    [Theory, Servers]
    public Task An_approval_in_another_persons_name_is_refused(string server) => arenas.AssertStoppedByAsync(server, Identity, arena =>
        arena.As("mallory").CreateAsync(Approval("carol", "u-carol", ["managers"]), new CreateOptions(), default));

    [Theory, Servers]
    public Task Groups_that_are_claimed_and_not_held_are_refused(string server) => arenas.AssertStoppedByAsync(server, Identity, arena =>
        arena.As("mallory").ApplyYamlAsync(WorldManifests.Request(arenas.Name("groups"), "finance", "r.example.com/a:1", "mallory", "developers")));

    [Theory, Servers]
    public Task An_approvers_groups_that_are_not_held_are_refused(string server) => arenas.AssertStoppedByAsync(server, Identity, arena =>
        arena.As("mallory").CreateAsync(Approval("mallory", "u-mallory", ["managers"]), new CreateOptions(), default));

    [Theory, Servers]
    public Task The_uid_of_another_account_of_that_name_is_refused(string server) => arenas.AssertStoppedByAsync(server, Identity, arena =>
        arena.As("mallory").ApplyYamlAsync(WorldManifests.Request(arenas.Name("uid"), "finance", "r.example.com/a:1", "mallory", "guests").Replace("uid: u-mallory", "uid: u-other", StringComparison.Ordinal)));

    [Theory, Servers]
    public Task A_claim_that_the_session_does_not_carry_is_refused(string server) => arenas.AssertStoppedByAsync(server, Identity, arena =>
        arena.As("mallory").ApplyYamlAsync(WorldManifests.Request(arenas.Name("claims"), "finance", "r.example.com/a:1", "mallory", "guests").Replace("uid: u-mallory", "uid: u-mallory, claims: {segment-operator.dev/mfa: [\"true\"]}", StringComparison.Ordinal)));

    [Theory, Servers]
    public Task A_service_account_approves_nothing(string server) => arenas.AssertStoppedByAsync(server, Identity, async arena =>
    {
        await arena.Admin.ApplyYamlAsync("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: operator-requests, namespace: team-revenue}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: segment-requester}
            subjects: [{kind: ServiceAccount, name: segment-operator, namespace: segment-system}]
            """);
        var who = (await arena.Operator.CreateAsync(new SelfSubjectReview(), new CreateOptions(), default)).Status!.UserInfo!;
        await arena.Operator.CreateAsync(Approval(who.Username!, who.Uid, []), new CreateOptions(), default);
    });

    [Theory, Servers]
    public async Task A_grant_for_a_fraction_or_for_what_is_no_duration_is_refused(string server)
    {
        foreach (var duration in (string[])["1.5h", "0.001s", "1h-1m", "-1h", "99999999999h", "NaN", "∞ h", "1e9s"])
            await arenas.AssertRefusedAsync(server, "spec.duration", arena => arena.As("mallory").ApplyYamlAsync(WorldManifests.Grant(arenas.Name("odd"), "finance", $"\"{duration}\"", "mallory", "mallory", "guests")));
    }

    [Theory, Servers]
    public async Task A_request_without_a_name_is_refused_or_filled_in_by_the_server(string server)
    {
        var arena = await arenas.OnAsync(server);
        var name = arenas.Name("unfilled");
        var yaml = WorldManifests.Request(name, "finance", "r.example.com/a:1", "alice", "developers");
        var unfilled = string.Join('\n', yaml.Split('\n').Where(line => !line.Contains("requester:", StringComparison.Ordinal)));
        if (!await WorldInstall.FillsInAsync(arena.Admin))
        {
            var refusal = await Assert.ThrowsAsync<KubernetesException>(() => arena.As("alice").ApplyYamlAsync(unfilled));
            Assert.Contains("spec.requester", refusal.Message, StringComparison.Ordinal);
            return;
        }

        await arena.As("alice").ApplyYamlAsync(unfilled);
        var filled = (await arena.Admin.GetAsync<DeploymentRequest>(name, World.TeamNamespace, default)).Spec.Requester;
        Assert.Equal(("alice", "u-alice"), (filled.Username, filled.Uid));
        Assert.Equal(["developers", "system:authenticated"], filled.Groups.Order(StringComparer.Ordinal));
        // What is applied again from Git still lacks the name, and changes nothing.
        await arena.As("alice").ApplyYamlAsync(unfilled);
    }

    [Theory, Servers]
    public async Task A_request_with_ones_own_name_works(string server)
    {
        var arena = await arenas.OnAsync(server);
        var name = arenas.Name("own");
        await arena.As("alice").ApplyYamlAsync(WorldManifests.Request(name, "finance", "r.example.com/a:1", "alice", "developers"));
        await arena.As("carol").CreateAsync(Approval("carol", "u-carol", ["managers"]), new CreateOptions(), default);
        Assert.Equal("alice", (await arena.Admin.GetAsync<DeploymentRequest>(name, World.TeamNamespace, default)).Spec.Requester.Username);
    }

    [Theory, Servers]
    public async Task Who_may_not_impersonate_cannot_ask_in_another_name(string server)
    {
        var arena = await arenas.OnAsync(server);
        var review = new SelfSubjectAccessReview { Spec = new() { ResourceAttributes = new() { Verb = "impersonate", Resource = "users", Name = "carol" } } };
        Assert.False((await arena.As("alice").CreateAsync(review, new CreateOptions(), default)).Status!.Allowed);
        Assert.True((await arena.As("mallory").CreateAsync(review, new CreateOptions(), default)).Status!.Allowed);
        // And so it is when it is tried; what stops alice is the missing right alone, as mallory shows, who has it.
        var yaml = WorldManifests.Request(arenas.Name("as"), "finance", "r.example.com/a:1", "carol", "managers").Replace("uid: u-carol, groups: [managers]", "groups: []", StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => arena.As("alice", "carol").ApplyYamlAsync(yaml));
        Assert.Contains("impersonate", refusal.Message, StringComparison.Ordinal);
        var passed = await Assert.ThrowsAsync<KubernetesException>(() => arena.As("mallory", "carol").ApplyYamlAsync(yaml));
        Assert.DoesNotContain("impersonate", passed.Message, StringComparison.Ordinal);
        // None of the product's roles holds the verb.
        foreach (var role in (await arena.Admin.ListAsync<ClusterRole>(new ListOptions { LabelSelector = "app.kubernetes.io/name=segment-operator" }, default)).Items)
            Assert.DoesNotContain(role.Rules ?? [], rule => rule.Verbs.Contains("impersonate") || rule.Verbs.Contains("*"));
    }

    [Theory, Servers]
    public Task A_spec_is_not_edited(string server) => EditAsync(server, new JsonObject { ["spec"] = new JsonObject { ["artifact"] = "r.example.com/evil:1" } }, "spec cannot be changed");

    [Theory, Servers]
    public Task A_requester_is_not_edited(string server) => EditAsync(server, new JsonObject { ["spec"] = new JsonObject { ["requester"] = new JsonObject { ["username"] = "mallory" } } }, "spec cannot be changed");

    [Theory, Servers]
    public Task An_approval_is_not_edited(string server) => arenas.AssertRefusedAsync(server, "spec cannot be changed", async arena =>
    {
        var approval = await arena.As("carol").CreateAsync(Approval("carol", "u-carol", ["managers"], ApprovalDecision.Deny), new CreateOptions(), default);
        var edit = Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["decision"] = "Approve" } });
        var edited = await arena.As("mallory").PatchAsync<Approval>(approval.Metadata.Name!, World.TeamNamespace, edit, new PatchOptions { FieldManager = "test" }, default);
        Assert.Equal(ApprovalDecision.Approve, edited.Spec.Decision);
    });

    [Theory, Servers]
    public Task A_grant_is_not_made_longer(string server) => arenas.AssertRefusedAsync(server, "spec cannot be changed", async arena =>
    {
        var name = arenas.Name("grant");
        await arena.As("alice").ApplyYamlAsync(WorldManifests.Grant(name, "finance", "1h"));
        await arena.As("mallory").PatchAsync<AccessGrant>(name, World.TeamNamespace, Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["duration"] = "8h" } }), new PatchOptions { FieldManager = "test" }, default);
    });

    [Theory, Servers]
    public Task A_status_is_written_by_nobody_but_the_operator(string server) => arenas.AssertStoppedByAsync(server, "segment-operator-status", async arena =>
    {
        var name = await RequestAsync(arena);
        var status = Patch.Merge(new JsonObject { ["status"] = new JsonObject { ["phase"] = "Succeeded" } });
        await arena.As("mallory").PatchAsync<DeploymentRequest>(name, World.TeamNamespace, status, new PatchOptions { FieldManager = "test", Subresource = "status" }, default);
    });

    [Theory, Servers]
    public async Task The_operator_writes_status(string server)
    {
        var arena = await arenas.OnAsync(server);
        var name = await RequestAsync(arena);
        var status = Patch.Merge(new JsonObject { ["status"] = new JsonObject { ["phase"] = "Pending" } });
        var written = await arena.Operator.PatchAsync<DeploymentRequest>(name, World.TeamNamespace, status, new PatchOptions { FieldManager = "test", Subresource = "status" }, default);
        Assert.Equal(DeploymentPhase.Pending, written.Status!.Phase);
    }

    [Theory, Servers]
    public Task The_finalizer_that_holds_access_is_removed_by_nobody_but_the_operator(string server) => arenas.AssertStoppedByAsync(server, "segment-operator-immutable", async arena =>
    {
        var name = await RequestAsync(arena);
        PatchOptions options = new() { FieldManager = "test" };
        await arena.Operator.PatchAsync<DeploymentRequest>(name, World.TeamNamespace, Patch.Merge(Finalizers("segment-operator.dev/request")), options, default);
        await arena.As("mallory").PatchAsync<DeploymentRequest>(name, World.TeamNamespace, Patch.Merge(Finalizers()), options, default);
    });

    private static JsonObject Finalizers(params string[] values) =>
        new() { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray([.. values.Select(value => (JsonNode)value)]) } };

    private Task EditAsync(string server, JsonObject change, string expected) => arenas.AssertRefusedAsync(server, expected, async arena =>
    {
        var name = await RequestAsync(arena);
        await arena.As("mallory").PatchAsync<DeploymentRequest>(name, World.TeamNamespace, Patch.Merge((JsonObject)change.DeepClone()), new PatchOptions { FieldManager = "test" }, default);
    });

    private async Task<string> RequestAsync(Arena arena)
    {
        var name = arenas.Name("request");
        await arena.As("alice").ApplyYamlAsync(WorldManifests.Request(name, "finance", "r.example.com/a:1", "alice", "developers"));
        return name;
    }

    private Approval Approval(string username, string? uid, IReadOnlyList<string> groups, ApprovalDecision decision = ApprovalDecision.Approve) => new()
    {
        Metadata = new() { Name = arenas.Name("approval"), Namespace = World.TeamNamespace },
        Spec = new()
        {
            Target = new() { Kind = ApprovalTargetKind.DeploymentRequest, Name = "x", Uid = "x" },
            Role = "manager",
            Decision = decision,
            ReviewDigest = "sha256:" + new string('a', 64),
            Approver = new() { Username = username, Uid = uid, Groups = groups },
        },
    };
}
