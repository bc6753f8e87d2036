using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>Attacks on approvals, with the operator at work: a segment that asks a manager and security.</summary>
[Collection(ProductionCollection.Name)]
public sealed class ApprovalAttacksTests(Production production)
{
    private static readonly string Roles = """

          approvals:
            roles:
            - {name: manager, subjects: [{kind: Group, name: managers}]}
            - {name: security, subjects: [{kind: Group, name: security}]}
          authentication:
            syncAccounts: [{kind: User, name: argocd}]
        """;

    [Fact]
    public async Task Two_roles_and_two_people_let_a_deployment_run()
    {
        var segment = await SegmentAsync();
        var request = await RequestAsync(segment);
        await ApproveAsync("carol", request, "manager", "managers");
        var half = await production.RequestIsAsync(request.Metadata.Name!, status => status.Approvals.Any(role => role is { Role: "manager", Satisfied: true }));
        Assert.Equal(DeploymentPhase.AwaitingApproval, half.Status!.Phase);
        await ApproveAsync("dave", request, "security", "security");
        await production.SucceededAsync(request.Metadata.Name!);
    }

    [Fact]
    public async Task One_Deny_ends_a_request_with_its_comment()
    {
        var request = await RequestAsync(await SegmentAsync());
        await ApproveAsync("dave", request, "security", "security", ApprovalDecision.Deny);
        var ended = await production.EndedAsync(request.Metadata.Name!);
        Assert.Equal("DeniedByApprover", ended.Status!.Reason);
        Assert.Contains("dave", ended.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_approves_their_own_request_nor_twice_nor_as_a_program()
    {
        var request = await RequestAsync(await SegmentAsync(), "erin");
        var own = await ApproveAsync("erin", request, "manager", "managers");
        await VoidAsync(own, "OwnMatter");
        await VoidAsync(await ApproveAsync("argocd", request, "manager", "gitops"), "NotAPerson");
        await VoidAsync(await ApproveAsync("mallory", request, "manager", "guests"), "RoleNotHeld");
        var first = await ApproveAsync("carol", request, "manager", "managers");
        await production.World.UntilAsync<Approval>(first, World.TeamNamespace, approval => approval.Status?.State == ApprovalState.Counted, Describe, Production.Patience);
        await VoidAsync(await ApproveAsync("carol", request, "manager", "managers"), "SamePerson");
        Assert.Equal(DeploymentPhase.AwaitingApproval, (await Admin.GetAsync<DeploymentRequest>(request.Metadata.Name!, World.TeamNamespace, default)).Status!.Phase);
    }

    [Fact]
    public async Task One_person_in_two_roles_is_one_person()
    {
        var request = await RequestAsync(await SegmentAsync());
        var first = await ApproveAsync("erin", request, "manager", ["managers", "security"], ApprovalDecision.Approve, null, null);
        await production.World.UntilAsync<Approval>(first, World.TeamNamespace, approval => approval.Status?.State == ApprovalState.Counted, Describe, Production.Patience);
        await VoidAsync(await ApproveAsync("erin", request, "security", ["managers", "security"], ApprovalDecision.Approve, null, null), "SamePerson");
    }

    [Fact]
    public async Task An_approval_of_one_request_is_worth_nothing_for_another()
    {
        var segment = await SegmentAsync();
        var (one, other) = (await RequestAsync(segment), await RequestAsync(segment));
        var replayed = await ApproveAsync("carol", other, "manager", "managers", digest: one.Status!.Review!.Digest);
        await VoidAsync(replayed, "DigestChanged");
    }

    [Fact]
    public async Task An_approval_does_not_pass_to_a_request_that_was_created_again_under_its_name()
    {
        var segment = await SegmentAsync();
        var first = await RequestAsync(segment);
        await ApproveAsync("carol", first, "manager", "managers");
        await production.RequestIsAsync(first.Metadata.Name!, status => status.Approvals.Any(role => role.Satisfied));
        await Admin.DeleteAsync<DeploymentRequest>(first.Metadata.Name!, World.TeamNamespace, new DeleteOptions(), default);
        while (await Admin.FindAsync<DeploymentRequest>(first.Metadata.Name!, World.TeamNamespace, default) is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var second = await RequestAsync(segment, name: first.Metadata.Name);
        Assert.NotEqual(first.Metadata.Uid, second.Metadata.Uid);
        Assert.All(second.Status!.Approvals, role => Assert.False(role.Satisfied));
        await VoidAsync(await ApproveAsync("dave", second, "security", "security", uid: first.Metadata.Uid), "TargetReplaced");
    }

    [Fact]
    public async Task A_change_of_the_segment_voids_earlier_approvals_visibly()
    {
        var segment = await SegmentAsync();
        var request = await RequestAsync(segment);
        var approval = await ApproveAsync("carol", request, "manager", "managers");
        await production.RequestIsAsync(request.Metadata.Name!, status => status.Approvals.Any(role => role.Satisfied));
        var live = await Admin.GetAsync<Segment>(segment, null, default);
        var change = Patch.Merge(new System.Text.Json.Nodes.JsonObject { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["displayName"] = "Another" } });
        await Admin.PatchAsync<Segment>(live.Metadata.Name!, null, change, new PatchOptions { FieldManager = "test" }, default);
        var shown = await production.RequestIsAsync(request.Metadata.Name!, status => status.Review?.Digest != request.Status!.Review!.Digest && status.Approvals.All(role => !role.Satisfied));
        Assert.Contains("DigestChanged", shown.Status!.Message, StringComparison.Ordinal);
        await VoidAsync(approval, "DigestChanged");
    }

    [Fact]
    public async Task A_tag_that_moves_after_the_approval_changes_nothing_of_what_runs()
    {
        var segment = await SegmentAsync();
        var request = await RequestAsync(segment);
        await ApproveAsync("carol", request, "manager", "managers");
        await production.World.PushAsync($"sf/{segment}/revenue", request.Metadata.Name!, production.Revenue.Append(Signing.PackageFile.Text("evil.txt", "evil")), production.World.FinanceKey);
        await ApproveAsync("dave", request, "security", "security");
        var ended = await production.EndedAsync(request.Metadata.Name!);
        Assert.Equal((DeploymentPhase.Succeeded, request.Status!.Artifact!.Digest), (ended.Status!.Phase, ended.Status.Artifact!.Digest));
    }

    [Fact]
    public async Task A_grant_waits_for_its_approvals_and_then_begins()
    {
        var segment = await SegmentAsync();
        var name = production.Name("grant");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, segment, "1h"));
        var waiting = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.AwaitingApproval);
        Assert.Null(waiting.Status!.ActivatedAt);
        await ApproveAsync("carol", waiting, "manager", "managers");
        await ApproveAsync("dave", waiting, "security", "security");
        var active = await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
        // The clock runs from here, not from the request.
        Assert.Equal(TimeSpan.FromHours(1), active.Status!.ExpiresAt - active.Status.ActivatedAt);
    }

    [Fact]
    public async Task An_approval_of_one_grant_is_worth_nothing_for_another_or_for_its_successor_of_the_same_name()
    {
        var segment = await SegmentAsync();
        var (one, other) = (await WaitingGrantAsync(segment, production.Name("grant")), await WaitingGrantAsync(segment, production.Name("grant")));
        await VoidAsync(await ApproveAsync("carol", other, "manager", "managers", digest: one.Status!.Review!.Digest), "DigestChanged");
        await ApproveAsync("carol", one, "manager", "managers");
        await production.GrantIsAsync(one.Metadata.Name!, status => status.Approvals.Any(role => role.Satisfied));
        await Admin.DeleteAsync<AccessGrant>(one.Metadata.Name!, World.TeamNamespace, new DeleteOptions(), default);
        while (await Admin.FindAsync<AccessGrant>(one.Metadata.Name!, World.TeamNamespace, default) is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var successor = await WaitingGrantAsync(segment, one.Metadata.Name!);
        Assert.All(successor.Status!.Approvals, role => Assert.False(role.Satisfied));
        await VoidAsync(await ApproveAsync("dave", successor, "security", "security", digest: one.Status.Review.Digest, uid: one.Metadata.Uid), "TargetReplaced");
        Assert.Null((await Admin.GetAsync<AccessGrant>(one.Metadata.Name!, World.TeamNamespace, default)).Status!.ActivatedAt);
    }

    private async Task<AccessGrant> WaitingGrantAsync(string segment, string name)
    {
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, segment, "1h"));
        return await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.AwaitingApproval, Review: not null });
    }

    private IKubernetesClient Admin => production.World.Admin;

    private async Task<string> SegmentAsync()
    {
        var name = production.Name("roles");
        var yaml = production.Segment(name, "Two roles");
        await Admin.ApplyYamlAsync(yaml + Roles);
        await production.ReadyAsync(name);
        return name;
    }

    private async Task<DeploymentRequest> RequestAsync(string segment, string user = "alice", string? name = null)
    {
        name ??= production.Name("change");
        var artifact = await production.World.PushAsync($"sf/{segment}/revenue", name, production.Revenue.Append(Signing.PackageFile.Text("README.txt", name)), production.World.FinanceKey);
        await production.World.As(user).ApplyYamlAsync(WorldManifests.Request(name, segment, artifact, user));
        return await production.RequestIsAsync(name, status => status is { Phase: DeploymentPhase.AwaitingApproval, Review: not null });
    }

    private Task<string> ApproveAsync(string user, IKubernetesObject target, string role, string group, ApprovalDecision decision) => ApproveAsync(user, target, role, [group], decision, null, null);

    private Task<string> ApproveAsync(string user, IKubernetesObject target, string role, string group, string? digest = null, string? uid = null) => ApproveAsync(user, target, role, [group], ApprovalDecision.Approve, digest, uid);

    private async Task<string> ApproveAsync(string user, IKubernetesObject target, string role, string[] groups, ApprovalDecision decision, string? digest, string? uid)
    {
        var (kind, shown) = target switch
        {
            DeploymentRequest request => (ApprovalTargetKind.DeploymentRequest, request.Status!.Review!.Digest),
            AccessGrant grant => (ApprovalTargetKind.AccessGrant, grant.Status!.Review!.Digest),
            _ => throw new ArgumentException(target.Kind, nameof(target)),
        };
        var approval = new Approval
        {
            Metadata = new() { Name = production.Name("approval"), Namespace = World.TeamNamespace },
            Spec = new()
            {
                Target = new() { Kind = kind, Name = target.Metadata.Name!, Uid = uid ?? target.Metadata.Uid! },
                Role = role,
                Decision = decision,
                ReviewDigest = digest ?? shown,
                Approver = new() { Username = user, Uid = $"u-{user}", Groups = groups },
                Comment = "As shown.",
            },
        };
        return (await production.World.As(user).CreateAsync(approval, new CreateOptions(), default)).Metadata.Name!;
    }

    private async Task VoidAsync(string approval, string reason)
    {
        var judged = await production.World.UntilAsync<Approval>(approval, World.TeamNamespace, found => found.Status?.State is ApprovalState.Void, Describe, Production.Patience);
        Assert.Equal(reason, judged.Status!.Reason);
    }

    private static string Describe(Approval approval) => $"{approval.Status?.State} ({approval.Status?.Reason}) {approval.Status?.Message}";
}
