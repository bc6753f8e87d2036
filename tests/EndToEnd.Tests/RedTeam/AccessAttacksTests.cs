using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.SalesforceSim;
using SegmentOperator.Stage;
using SegmentOperator.TestSupport;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>Attacks on the end of access, and break-glass, with the operator at work.</summary>
[Collection(ProductionCollection.Name)]
public sealed class AccessAttacksTests(Production production)
{
    private const string Digests = "^sha256:[0-9a-f]{64}$";

    [Fact]
    public async Task Access_is_gone_after_its_end_and_that_is_proven()
    {
        var bob = production.World.As("bob");
        var grant = await ActiveAsync(await GrantAsync("finance", "2s"));
        await bob.ListAsync<Pod>(new ListOptions { Namespace = "segment-finance" }, default);
        var ended = await production.GrantIsAsync(grant.Metadata.Name!, status => status.Phase == GrantPhase.Expired);
        Assert.Equal(("SubjectAccessReview", true), (ended.Status!.Revocation!.Proof!.Method, ended.Status.Revocation.Proof.Gone));
        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => bob.ListAsync<Pod>(new ListOptions { Namespace = "segment-finance" }, default))).IsForbidden);
    }

    [Fact]
    public async Task Overlapping_grants_of_one_person_do_not_end_each_other()
    {
        var longer = await ActiveAsync(await GrantAsync("finance", "5m"));
        var shorter = await ActiveAsync(await GrantAsync("finance", "2s"));
        var ended = await production.GrantIsAsync(shorter.Metadata.Name!, status => status.Phase == GrantPhase.Expired);
        Assert.Contains(longer.Metadata.Name!, ended.Status!.Revocation!.Proof!.Message, StringComparison.Ordinal);
        await production.World.As("bob").ListAsync<Pod>(new ListOptions { Namespace = "segment-finance" }, default);
        await RevokeAsync("bob", longer, "investigators");
        var revoked = await production.GrantIsAsync(longer.Metadata.Name!, status => status.Phase == GrantPhase.Revoked);
        Assert.Equal(("RequestedBySubject", "bob"), (revoked.Status!.Reason, revoked.Status.Revocation!.By));
    }

    [Fact]
    public async Task A_stranger_ends_no_grant_and_the_owner_does()
    {
        var grant = await ActiveAsync(await GrantAsync("finance", "5m"));
        var stranger = await RevokeAsync("mallory", grant, "guests");
        var judged = await production.World.UntilAsync<Approval>(stranger, World.TeamNamespace, found => found.Status?.State is not null, _ => "not judged", Production.Patience);
        Assert.Equal(ApprovalState.Void, judged.Status!.State);
        Assert.Equal(GrantPhase.Active, (await Admin.GetAsync<AccessGrant>(grant.Metadata.Name!, World.TeamNamespace, default)).Status!.Phase);
        await RevokeAsync("erin", grant, "developers");
        Assert.Equal("RequestedByOwner", (await production.GrantIsAsync(grant.Metadata.Name!, status => status.Phase == GrantPhase.Revoked)).Status!.Reason);
    }

    [Fact]
    public async Task A_binding_made_again_by_hand_after_the_end_is_undone()
    {
        var grant = await ActiveAsync(await GrantAsync("finance", "2s"));
        var name = $"grant-{grant.Metadata.Uid}";
        var binding = await Admin.GetAsync<RoleBinding>(name, "segment-finance", default);
        var ended = await production.GrantIsAsync(grant.Metadata.Name!, status => status.Phase == GrantPhase.Expired);
        // Only the operator's account gets past the policies; whoever stole it is noticed all the same.
        var thief = await StolenAsync();
        (binding.Metadata.ResourceVersion, binding.Metadata.Uid, binding.Metadata.CreationTimestamp) = (null, null, null);
        await thief.CreateAsync(binding, new CreateOptions(), default);
        for (var left = 600; await Admin.FindAsync<RoleBinding>(name, "segment-finance", default) is not null; left--)
        {
            Assert.True(left > 0, "the binding is still there");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await UntilEventAsync(ended, "BindingUndone");
    }

    [Fact]
    public async Task A_role_reaches_into_the_namespaces_that_the_segment_lists_and_back()
    {
        await Admin.ApplyYamlAsync($$"""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "ledger", "labels": {"{{WorldManifests.PartOf}}": "{{WorldManifests.Tests}}"} } }""");
        var segment = await SegmentAsync("""

              - name: ledger
                kubernetes: {clusterRole: view, namespaces: [ledger]}
                maxDuration: 1h
            """);
        var grant = await GrantAsync(segment, "3s", "ledger");
        var active = await production.GrantIsAsync(grant, status => status is { Phase: GrantPhase.Active, Bindings.Count: 2 });
        await production.World.As("bob").ListAsync<ConfigMap>(new ListOptions { Namespace = "ledger" }, default);
        await production.GrantIsAsync(grant, status => status.Phase == GrantPhase.Expired);
        Assert.Null(await Admin.FindAsync<RoleBinding>($"grant-{active.Metadata.Uid}", "ledger", default));
        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => production.World.As("bob").ListAsync<ConfigMap>(new ListOptions { Namespace = "ledger" }, default))).IsForbidden);
    }

    [Fact]
    public async Task A_grant_that_starts_in_the_past_or_lasts_a_fraction_is_refused()
    {
        var past = production.Name("past");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(past, "finance", "1m") + "\n  startTime: \"2020-01-01T00:00:00Z\"");
        Assert.Equal("StartInPast", (await production.GrantIsAsync(past, status => status.Phase == GrantPhase.Denied)).Status!.Reason);
        foreach (var duration in (string[])["1.5h", "0.001s", "1h-1m", "99999999999h", "NaN", "∞"])
            await Assert.ThrowsAsync<KubernetesException>(() => production.Alice.ApplyYamlAsync(WorldManifests.Grant(production.Name("odd"), "finance", $"\"{duration}\"")));
        var huge = production.Name("huge");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(huge, "finance", "999y"));
        Assert.Equal("DurationTooLong", (await production.GrantIsAsync(huge, status => status.Phase == GrantPhase.Denied)).Status!.Reason);
    }

    [Fact]
    public async Task A_grant_longer_than_its_role_allows_is_refused_and_the_roles_maximum_is_all_that_stops_it()
    {
        var longer = await GrantAsync("finance", "4h1s");
        Assert.Equal("DurationTooLong", (await production.GrantIsAsync(longer, status => status.Phase == GrantPhase.Denied)).Status!.Reason);
        var segment = await SegmentAsync("""

              - name: patient
                kubernetes: {clusterRole: view}
                maxDuration: 999y
            """);
        var huge = await GrantAsync(segment, "999y", "patient");
        var active = await ActiveAsync(huge);
        Assert.Equal(TimeSpan.FromDays(999 * 365), active.Status!.ExpiresAt - active.Status.ActivatedAt);
        await Admin.DeleteAsync<AccessGrant>(huge, World.TeamNamespace, new DeleteOptions(), default);
    }

    [Fact]
    public async Task The_next_break_glass_waits_for_the_review_of_the_last()
    {
        await using var sink = await Sink.StartAsync();
        var segment = await SegmentAsync("""

              - name: emergency
                kubernetes: {clusterRole: view}
                maxDuration: 1h
                breakGlass: true
            """, $$"""

              approvals:
                roles:
                - {name: security, subjects: [{kind: Group, name: security}]}
              breakGlass:
                subjects: [{kind: User, name: alice}]
              monitoring:
                sinks:
                - {name: pager, webhook: { url: "{{sink.Address}}" } }
            """);
        var first = production.Name("glass");
        await production.Alice.ApplyYamlAsync(BreakGlass(first, segment));
        var active = await production.GrantIsAsync(first, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1, BreakGlassReview.NotifiedAt: not null });
        Assert.Equal(TimeSpan.FromHours(4), active.Status!.ExpiresAt - active.Status.ActivatedAt);
        Assert.Contains(first, Assert.Single(sink.Bodies.ToArray()), StringComparison.Ordinal);
        await UntilEventAsync(active, "BreakGlass");

        var next = production.Name("glass");
        await production.Alice.ApplyYamlAsync(BreakGlass(next, segment));
        Assert.Equal("ReviewOpen", (await production.GrantIsAsync(next, status => status.Phase == GrantPhase.Denied)).Status!.Reason);
        var stranger = production.Name("glass");
        await production.World.As("erin").ApplyYamlAsync(BreakGlass(stranger, segment, "erin"));
        Assert.Equal("BreakGlassNotAllowed", (await production.GrantIsAsync(stranger, status => status.Phase == GrantPhase.Denied)).Status!.Reason);

        await RevokeAsync("alice", active, "developers");
        var ended = await production.GrantIsAsync(first, status => status.Phase == GrantPhase.Revoked);
        Assert.Matches(Digests, ended.Status!.Review!.Digest);
        await Approve("alice", ended, "security", "developers", ApprovalPurpose.Review);
        var review = await Approve("dave", ended, "security", "security", ApprovalPurpose.Review);
        var reviewed = await production.GrantIsAsync(first, status => status.BreakGlassReview?.ReviewedAt is not null);
        Assert.Equal(review, reviewed.Status!.BreakGlassReview!.Approval);
        var after = production.Name("glass");
        await production.Alice.ApplyYamlAsync(BreakGlass(after, segment));
        await ActiveAsync(after);
    }

    [Fact]
    public async Task A_permission_set_is_assigned_with_an_expiry_and_taken_back_by_the_operator()
    {
        await production.EndedAsync(await production.RequestAsync(await production.PackageAsync("permission-set")));
        production.World.Org.Org.AddUser(new SimUser("bob@acme.example"));
        var segment = await SegmentAsync("""

              - name: revenue-operations
                salesforce: {permissionSet: Revenue_Operations}
                maxDuration: 1h
            """);
        var name = production.Name("set");
        var yaml = WorldManifests.Grant(name, segment, "5s", role: "revenue-operations").Replace("name: bob}", "name: bob, salesforceUsername: bob@acme.example}", StringComparison.Ordinal);
        await production.Alice.ApplyYamlAsync(yaml);
        var active = await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
        var assigned = Assert.Single(production.World.Org.Org.PermissionSetAssignments, one => one.Username == "bob@acme.example");
        Assert.Equal(active.Status!.ExpiresAt!.Value.ToUnixTimeSeconds(), assigned.ExpirationDate!.Value.ToUnixTimeSeconds());
        var ended = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Expired);
        Assert.Equal(("SalesforceQuery", true), (ended.Status!.Revocation!.Proof!.Method, ended.Status.Revocation.Proof.Gone));
        Assert.DoesNotContain(production.World.Org.Org.PermissionSetAssignments, one => one.Username == "bob@acme.example");
    }

    private IKubernetesClient Admin => production.World.Admin;

    private static string BreakGlass(string name, string segment, string user = "alice") => string.Join('\n', WorldManifests.Grant(name, segment, "1m", user, user, role: "emergency")
        .Split('\n').Where(line => !line.Contains("duration:", StringComparison.Ordinal))) + "\n  breakGlass: true";

    private async Task<string> GrantAsync(string segment, string duration, string role = "investigator")
    {
        var name = production.Name("access");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, segment, duration, role: role));
        return name;
    }

    private Task<AccessGrant> ActiveAsync(string name) => production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: > 0 });

    private async Task<string> SegmentAsync(string roles, string more = "")
    {
        var name = production.Name("access");
        var yaml = production.Segment(name, "Access").Replace("\n  egress:", roles + "\n  egress:", StringComparison.Ordinal);
        await Admin.ApplyYamlAsync(yaml + more);
        await production.ReadyAsync(name);
        return name;
    }

    private Task<string> RevokeAsync(string user, AccessGrant grant, string group) => Approve(user, grant, null, group, ApprovalPurpose.Revocation);

    private async Task<string> Approve(string user, AccessGrant grant, string? role, string group, ApprovalPurpose purpose)
    {
        var approval = new Approval
        {
            Metadata = new() { Name = production.Name("decision"), Namespace = World.TeamNamespace },
            Spec = new()
            {
                Target = new() { Kind = ApprovalTargetKind.AccessGrant, Name = grant.Metadata.Name!, Uid = grant.Metadata.Uid! },
                Purpose = purpose,
                Role = role,
                Decision = ApprovalDecision.Approve,
                ReviewDigest = purpose == ApprovalPurpose.Revocation ? null : grant.Status!.Review!.Digest,
                Approver = new() { Username = user, Uid = $"u-{user}", Groups = [group] },
            },
        };
        return (await production.World.As(user).CreateAsync(approval, new CreateOptions(), default)).Metadata.Name!;
    }

    private async Task<IKubernetesClient> StolenAsync()
    {
        await Task.Yield();
        return new KubernetesClient(ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = Path.Combine(production.World.Directory, "operator.kubeconfig") }, TimeProvider.System), TimeProvider.System);
    }

    private async Task UntilEventAsync(IKubernetesObject regarding, string reason)
    {
        for (var left = 100; !(await production.EventsOfAsync(regarding)).Any(note => note.Contains(reason, StringComparison.Ordinal)); left--)
        {
            Assert.True(left > 0, $"no Event {reason}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
