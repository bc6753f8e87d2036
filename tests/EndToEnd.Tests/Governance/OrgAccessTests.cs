using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.SalesforceSim;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>Access in the org: permission sets and groups of them, with and without an expiry of the org's own.</summary>
[Collection(ProductionCollection.Name)]
public sealed class OrgAccessTests(Production production)
{
    private SimOrg Org => production.World.Org.Org;

    [Fact]
    public async Task A_set_that_cannot_carry_an_expiry_is_ended_by_the_operator_alone_and_that_is_told()
    {
        var (segment, user) = await SegmentAsync("permissionSet");
        Org.AddPermissionSet(Set(segment), "ManageUsers");
        var name = await GrantAsync(segment, user, "4s");
        var active = await ActiveAsync(name);
        Assert.Null(Assert.Single(Of(user)).ExpirationDate);
        await production.ToldAsync(active, "Warning NoExpiryInOrg: ");
        // A grant explains it, although it has no end in the org.
        await production.TouchAsync(segment);
        var ended = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Expired);
        Assert.Equal(("SalesforceQuery", true), (ended.Status!.Revocation!.Proof!.Method, ended.Status.Revocation.Proof.Gone));
        Assert.Empty(Of(user));
    }

    [Fact]
    public async Task A_permission_set_group_is_assigned_with_an_expiry_and_taken_back()
    {
        var (segment, user) = await SegmentAsync("permissionSetGroup");
        Org.AddPermissionSetGroup(Set(segment));
        var name = await GrantAsync(segment, user, "4s");
        var active = await ActiveAsync(name);
        var assigned = Assert.Single(Of(user));
        Assert.True(assigned.IsGroup);
        Assert.Equal(active.Status!.ExpiresAt!.Value.ToUnixTimeSeconds(), assigned.ExpirationDate!.Value.ToUnixTimeSeconds());
        await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Expired);
        Assert.Empty(Of(user));
    }

    [Fact]
    public async Task Two_grants_of_one_person_share_an_assignment_and_the_one_that_ends_leaves_it_to_the_other()
    {
        var (segment, user) = await SegmentAsync("permissionSet");
        Org.AddPermissionSet(Set(segment));
        var shorter = await GrantAsync(segment, user, "10m");
        var longer = await GrantAsync(segment, user, "30m");
        var (first, second) = (await ActiveAsync(shorter), await ActiveAsync(longer));
        Assert.Equal(second.Status!.ExpiresAt!.Value.ToUnixTimeSeconds(), Assert.Single(Of(user)).ExpirationDate!.Value.ToUnixTimeSeconds());

        // The longer one ends early, by its subject: the org is told that less time is left.
        await production.DecideAsync("bob", second, null, ApprovalPurpose.Revocation);
        var ended = await production.GrantIsAsync(longer, status => status.Phase == GrantPhase.Revoked);
        Assert.Contains(shorter, ended.Status!.Revocation!.Proof!.Message, StringComparison.Ordinal);
        Assert.Equal(first.Status!.ExpiresAt!.Value.ToUnixTimeSeconds(), Assert.Single(Of(user)).ExpirationDate!.Value.ToUnixTimeSeconds());

        await production.DecideAsync("erin", first, null, ApprovalPurpose.Revocation);
        var last = await production.GrantIsAsync(shorter, status => status.Phase == GrantPhase.Revoked);
        Assert.Equal("RequestedByOwner", last.Status!.Reason);
        Assert.Empty(Of(user));
        // It was the operator that had made the assignment anew, and nobody is accused of it.
        Assert.DoesNotContain(await production.EventsOfAsync(last), note => note.Contains("BindingUndone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Assignments_without_an_end_that_no_grant_explains_are_reported_sets_and_groups()
    {
        var (segment, user) = await SegmentAsync("permissionSet", """

              - name: all
                salesforce: {permissionSetGroup: Standing_Group}
                maxDuration: 1h
            """);
        Org.AddPermissionSet(Set(segment));
        Org.AddPermissionSet("Unrelated");
        Org.AddPermissionSetGroup("Standing_Group");
        Org.Assign(user, Set(segment));
        Org.Assign(user, "Standing_Group", isGroup: true);
        Org.Assign(user, "Unrelated");
        await production.TouchAsync(segment);
        var found = await production.SegmentIsAsync(segment, "AccessExplained", "False");
        var message = found.Status!.Conditions.Single(condition => condition.Type == "AccessExplained").Message;
        Assert.Contains($"{user} holds the permission set {Set(segment)} without an end", message, StringComparison.Ordinal);
        Assert.Contains($"{user} holds the permission set group Standing_Group without an end", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Unrelated", message, StringComparison.Ordinal);
        Assert.Equal(2, await production.GaugeAsync("segment_unexplained_access", segment));
    }

    [Fact]
    public async Task An_assignment_that_no_grant_made_is_neither_taken_over_nor_taken_away()
    {
        var (segment, user) = await SegmentAsync("permissionSet");
        Org.AddPermissionSet(Set(segment));
        Org.Assign(user, Set(segment));
        var name = await GrantAsync(segment, user, "1m");
        var refused = await production.GrantIsAsync(name, status => status.Phase is GrantPhase.Revoked or GrantPhase.Failed);
        Assert.Equal("AlreadyAssigned", refused.Status!.Reason);
        Assert.Single(Of(user));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_assigns_while_the_org_is_being_asked_is_not_the_grants(bool withoutExpiry)
    {
        var (segment, user) = await SegmentAsync("permissionSet");
        Org.AddPermissionSet(Set(segment), withoutExpiry ? ["ManageUsers"] : []);
        production.World.Org.Faults.Add(new("/services/data/v62.0/sobjects/PermissionSetAssignment") { Method = "POST", Delay = TimeSpan.FromSeconds(3) });
        var name = await GrantAsync(segment, user, "1m");
        await production.GrantIsAsync(name, status => status.UnassignedAt is not null);
        Org.Assign(user, Set(segment));
        var refused = await production.GrantIsAsync(name, status => status.Phase is GrantPhase.Revoked or GrantPhase.Failed);
        production.World.Org.Faults.Clear();
        Assert.Equal(("AlreadyAssigned", null), (refused.Status!.Reason, refused.Status.UnassignedAt));
        Assert.Null(Assert.Single(Of(user)).ExpirationDate);
    }

    /// <summary>A successor remembers nothing of what its predecessor sent: what is on record decides.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_assigns_while_the_org_is_being_asked_is_not_the_grants_although_the_operator_is_killed(bool withoutExpiry)
    {
        var (segment, user) = await SegmentAsync("permissionSet");
        Org.AddPermissionSet(Set(segment), withoutExpiry ? ["ManageUsers"] : []);
        production.World.Org.Faults.Add(new("/services/data/v62.0/sobjects/PermissionSetAssignment") { Method = "POST", Delay = TimeSpan.FromSeconds(30) });
        var name = await GrantAsync(segment, user, "5m");
        await production.GrantIsAsync(name, status => status.UnassignedAt is not null);
        Org.Assign(user, Set(segment));
        await production.World.Operator!.KillAsync();
        await production.World.StartOperator().WaitUntilReadyAsync(Production.Patience);
        var refused = await production.GrantIsAsync(name, status => status.Phase is GrantPhase.Revoked or GrantPhase.Failed);
        production.World.Org.Faults.Clear();
        Assert.Equal(("AlreadyAssigned", null, null), (refused.Status!.Reason, refused.Status.UnassignedAt, refused.Status.NoExpiryAt));
        Assert.Null(Assert.Single(Of(user)).ExpirationDate);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_killed_operator_assigned_and_could_not_record_is_its_successors_and_ends_with_the_grant(bool withoutExpiry)
    {
        var (segment, user) = await SegmentAsync("permissionSet");
        Org.AddPermissionSet(Set(segment), withoutExpiry ? ["ManageUsers"] : []);
        // The org is slow with the request that it grants; with an end it refuses at once.
        if (withoutExpiry)
            production.World.Org.Faults.Add(new("/services/data/v62.0/sobjects/PermissionSetAssignment") { Method = "POST" });
        production.World.Org.Faults.Add(new("/services/data/v62.0/sobjects/PermissionSetAssignment") { Method = "POST", Delay = TimeSpan.FromSeconds(30) });
        var name = await GrantAsync(segment, user, "5m");
        var asked = await production.GrantIsAsync(name, status => status.UnassignedAt is not null && (!withoutExpiry || status.NoExpiryAt is not null));
        await production.World.Operator!.KillAsync();
        production.World.Org.Faults.Clear();
        // What it does in the end, the answer being lost with the operator.
        Org.Assign(user, Set(segment), expirationDate: withoutExpiry ? null : asked.Status!.ExpiresAt);
        await production.World.StartOperator().WaitUntilReadyAsync(Production.Patience);
        var active = await ActiveAsync(name);
        Assert.Equal(Assert.Single(Of(user)).Id, active.Status!.Bindings[0].Uid);
        await production.DecideAsync("bob", active, null, ApprovalPurpose.Revocation);
        await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Revoked);
        Assert.Empty(Of(user));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_put_in_the_place_of_a_grants_assignment_is_not_shared_with_the_next_grant(bool withoutExpiry)
    {
        var (segment, user) = await SegmentAsync("permissionSet");
        Org.AddPermissionSet(Set(segment), withoutExpiry ? ["ManageUsers"] : []);
        var first = await ActiveAsync(await GrantAsync(segment, user, "10m"));
        // While it is the grant's own, the next one shares it, whether or not it has an end.
        var sharing = await ActiveAsync(await GrantAsync(segment, user, "5m"));
        Assert.Equal(Assert.Single(Of(user)).Id, sharing.Status!.Bindings[0].Uid);
        await production.DecideAsync("bob", sharing, null, ApprovalPurpose.Revocation);
        await production.GrantIsAsync(sharing.Metadata.Name!, status => status.Phase == GrantPhase.Revoked);

        Assert.True(Org.Unassign(Assert.Single(Of(user)).Id));
        Org.Assign(user, Set(segment));
        var refused = await production.GrantIsAsync(await GrantAsync(segment, user, "20m"), status => status.Phase is GrantPhase.Revoked or GrantPhase.Failed);
        Assert.Equal("AlreadyAssigned", refused.Status!.Reason);
        Assert.Null(Assert.Single(Of(user)).ExpirationDate);

        // The grant that it passed for ends it, and says so.
        await production.DecideAsync("bob", first, null, ApprovalPurpose.Revocation);
        var ended = await production.GrantIsAsync(first.Metadata.Name!, status => status.Phase == GrantPhase.Revoked);
        Assert.Empty(Of(user));
        await production.ToldAsync(ended, "Warning BindingUndone: ");
    }

    [Fact]
    public async Task An_assignment_that_was_made_anew_for_the_grant_that_is_left_is_still_its_own()
    {
        var (segment, user) = await SegmentAsync("permissionSet");
        Org.AddPermissionSet(Set(segment));
        var longer = await ActiveAsync(await GrantAsync(segment, user, "30m"));
        var shorter = await ActiveAsync(await GrantAsync(segment, user, "10m"));
        await production.DecideAsync("bob", longer, null, ApprovalPurpose.Revocation);
        await production.GrantIsAsync(longer.Metadata.Name!, status => status.Phase == GrantPhase.Revoked);
        Assert.Equal(shorter.Status!.ExpiresAt!.Value.ToUnixTimeSeconds(), Assert.Single(Of(user)).ExpirationDate!.Value.ToUnixTimeSeconds());
        // A third shares what nobody has on record, and the last one takes it away without accusing anybody.
        var third = await ActiveAsync(await GrantAsync(segment, user, "5m"));
        Assert.Equal(Assert.Single(Of(user)).Id, third.Status!.Bindings[0].Uid);
        foreach (var grant in new[] { third, shorter })
        {
            await production.DecideAsync("bob", grant, null, ApprovalPurpose.Revocation);
            var ended = await production.GrantIsAsync(grant.Metadata.Name!, status => status.Phase == GrantPhase.Revoked);
            Assert.DoesNotContain(await production.EventsOfAsync(ended), note => note.Contains("BindingUndone", StringComparison.Ordinal));
        }

        Assert.Empty(Of(user));
    }

    [Fact]
    public async Task A_grant_that_starts_later_is_Scheduled_until_then_and_its_time_runs_from_there()
    {
        var name = production.Name("later");
        var start = TimeProvider.System.GetUtcNow().AddSeconds(6);
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, "finance", "10m") + $"\n  startTime: \"{start:yyyy-MM-ddTHH:mm:ssZ}\"");
        var scheduled = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Scheduled);
        Assert.Equal(start.ToUnixTimeSeconds(), scheduled.Status!.ScheduledFor!.Value.ToUnixTimeSeconds());
        Assert.Empty(scheduled.Status.Bindings);
        var active = await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
        Assert.True(active.Status!.ActivatedAt!.Value.ToUnixTimeSeconds() >= start.ToUnixTimeSeconds());
        Assert.Equal(TimeSpan.FromMinutes(10), active.Status.ExpiresAt - active.Status.ActivatedAt);
        Assert.Null(active.Status.ScheduledFor);
        await production.World.Admin.DeleteAsync<AccessGrant>(name, World.TeamNamespace, new DeleteOptions(), default);
    }

    private static string Set(string segment) => "Set_" + segment.Replace('-', '_');

    private IEnumerable<SimPermissionSetAssignment> Of(string user) => Org.PermissionSetAssignments.Where(one => one.Username == user);

    private Task<AccessGrant> ActiveAsync(string name) => production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });

    private async Task<string> GrantAsync(string segment, string user, string duration)
    {
        var name = production.Name("org");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, segment, duration, role: "org").Replace("name: bob}", $"name: bob, salesforceUsername: {user}}}", StringComparison.Ordinal));
        return name;
    }

    private async Task<(string Segment, string User)> SegmentAsync(string field, string more = "")
    {
        var user = production.Name("bob") + "@acme.example";
        Org.AddUser(new SimUser(user));
        var segment = production.Name("org");
        var role = $"\n  - name: org\n    salesforce: {{{field}: {Set(segment)}}}\n    maxDuration: 1h" + more;
        await production.World.Admin.ApplyYamlAsync(production.Segment(segment, "Org").Replace("\n  egress:", role + "\n  egress:", StringComparison.Ordinal));
        await production.ReadyAsync(segment);
        return (segment, user);
    }
}
