using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>A segment under SOX: two roles, two people, none of them with a share in the change.</summary>
[Collection(ProductionCollection.Name)]
public sealed class SoxTests(Production production) : IDisposable
{
    private readonly Signers signers = new(production);

    public void Dispose() => signers.Dispose();

    [Fact]
    public async Task A_change_under_SOX_waits_for_two_roles_of_two_people_who_have_no_share_in_it()
    {
        var segment = await SegmentAsync();
        var request = await RequestAsync(segment, "erin");
        Assert.Equal(["manager", "security"], request.Status!.Approvals.Select(role => role.Role));
        Assert.Contains(request.Status.Decision!.Rules, rule => rule is { Source: "sox/1", Name: "dual-approval", Verdict: RuleVerdict.RequireApproval });
        await production.JudgedAsync(await production.DecideAsync("erin", request, "manager"), ApprovalState.Void, "OwnMatter");
        await production.JudgedAsync(await production.DecideAsync("alice", request, "manager"), ApprovalState.Void, "RoleNotHeld");
        await production.JudgedAsync(await production.DecideAsync("carol", request, "manager"), ApprovalState.Counted, "Counted");
        await production.JudgedAsync(await production.DecideAsync("carol", request, "security"), ApprovalState.Void, "RoleNotHeld");
        var half = await production.RequestIsAsync(request.Metadata.Name!, status => status.Approvals.Any(role => role is { Role: "manager", Satisfied: true }));
        Assert.Equal(DeploymentPhase.AwaitingApproval, half.Status!.Phase);
        await production.DecideAsync("dave", request, "security");
        var ended = await production.EndedAsync(request.Metadata.Name!);
        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
        Assert.Equal(["carol", "dave"], ended.Status.Approvals.SelectMany(role => role.Granted).Select(granted => granted.Approver).Order());
        // The API server writes down when an Approval was taken by whole seconds.
        await Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System);
        await production.JudgedAsync(await production.DecideAsync("dave", ended, "security"), ApprovalState.Void, "TargetFinished");
    }

    [Fact]
    public async Task One_person_who_holds_both_roles_is_not_two()
    {
        var request = await RequestAsync(await SegmentAsync(), "alice");
        await production.JudgedAsync(await production.DecideAsync("erin", request, "manager"), ApprovalState.Counted, "Counted");
        await production.JudgedAsync(await production.DecideAsync("erin", request, "security"), ApprovalState.Void, "SamePerson");
    }

    [Fact]
    public async Task A_grant_under_SOX_needs_both_roles_whatever_the_access_role_asks_and_not_its_subject()
    {
        var segment = await SegmentAsync();
        var name = production.Name("sox");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, segment, "10m", subject: "carol"));
        var grant = await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.AwaitingApproval, Review: not null });
        await production.JudgedAsync(await production.DecideAsync("carol", grant, "manager"), ApprovalState.Void, "OwnMatter");
        await production.DecideAsync("erin", grant, "manager");
        await production.GrantIsAsync(name, status => status.Approvals.Count(role => role.Satisfied) == 1);
        await production.DecideAsync("dave", grant, "security");
        await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
    }

    [Fact]
    public async Task A_production_change_under_SOX_without_a_ticket_is_denied_by_the_control_that_says_so()
    {
        var segment = await SegmentAsync();
        var name = production.Name("sox");
        var yaml = string.Join('\n', WorldManifests.Request(name, segment, await production.PushAsync(segment)).Split('\n').Where(line => !line.Contains("ticket:", StringComparison.Ordinal)));
        await production.Alice.ApplyYamlAsync(yaml);
        var ended = await production.EndedAsync(name);
        Assert.Equal("RuleDenied", ended.Status!.Reason);
        Assert.Contains("sox/1/ticketed (SOX 404", ended.Status.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_signed_the_artifact_does_not_approve_it_where_the_segment_says_so(bool excluded)
    {
        var roles = excluded ? People.TwoRoles : People.TwoRoles.Replace("excludeSigners: true", "excludeSigners: false", StringComparison.Ordinal);
        var segment = await SegmentAsync(roles, yaml => signers.Demanded(yaml, $"    - name: people\n      keyless: {{issuer: {LeafRequest.GitHub}, subject: carol}}\n"));
        var artifact = await production.World.Writer.PushAsync(PackageArtifact.Build(production.Revenue), $"sf/{segment}/revenue");
        await signers.AttachAsync(artifact, "carol", CosignSigner.SignaturePredicate, "{}");
        var request = await RequestAsync(segment, "alice", artifact.ToString());
        Assert.Equal("carol", Assert.Single(request.Status!.Artifact!.Signers).Identity);
        var own = await production.DecideAsync("carol", request, "manager");
        if (!excluded)
        {
            // The same person, the same artifact: only the segment's word stops her.
            await production.JudgedAsync(own, ApprovalState.Counted, "Counted");
            return;
        }

        var judged = await production.JudgedAsync(own, ApprovalState.Void, "OwnMatter");
        Assert.Contains("carol is a signer of the artifact", judged.Status!.Message, StringComparison.Ordinal);
        await production.JudgedAsync(await production.DecideAsync("dave", request, "security"), ApprovalState.Counted, "Counted");
        var half = await production.RequestIsAsync(request.Metadata.Name!, status => status.Approvals.Any(role => role is { Role: "security", Satisfied: true }));
        Assert.Equal(DeploymentPhase.AwaitingApproval, half.Status!.Phase);
        await production.DecideAsync("erin", half, "manager");
        var ended = await production.EndedAsync(request.Metadata.Name!);
        Assert.True(ended.Status!.Phase == DeploymentPhase.Succeeded, World.Describe(ended));
    }

    private Task<string> SegmentAsync() => SegmentAsync(People.TwoRoles, yaml => yaml);

    private Task<string> SegmentAsync(string roles, Func<string, string> edit) => production.SegmentAsync("sox", roles, yaml => edit(yaml)
        .Replace("posture: Standard", "posture: Strict", StringComparison.Ordinal).Replace("frameworks: [GDPR]", "frameworks: [SOX]", StringComparison.Ordinal));

    private async Task<DeploymentRequest> RequestAsync(string segment, string user, string? artifact = null)
    {
        var name = production.Name("sox");
        await production.World.As(user).ApplyYamlAsync(WorldManifests.Request(name, segment, artifact ?? await production.PushAsync(segment), user));
        return await production.World.UntilAsync<DeploymentRequest>(
            name, World.TeamNamespace, request => request.Status is { Phase: DeploymentPhase.AwaitingApproval, Review: not null } || request.Status?.Phase == DeploymentPhase.Denied, World.Describe, Production.Patience) is { Status.Phase: DeploymentPhase.AwaitingApproval } waiting
            ? waiting
            : throw new InvalidOperationException(World.Describe(await production.EndedAsync(name)));
    }
}
