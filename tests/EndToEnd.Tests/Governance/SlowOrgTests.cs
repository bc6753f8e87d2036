using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.SalesforceSim;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>An org that is slow, fails, or does not answer holds up its own grants, says so, and nobody else's end waits for it.</summary>
[Collection(ProductionCollection.Name)]
public sealed class SlowOrgTests(Production production) : IDisposable
{
    private const string Assignments = "/services/data/v62.0/sobjects/PermissionSetAssignment";

    private SimOrg Org => production.World.Org.Org;

    private SimFaults Faults => production.World.Org.Faults;

    public void Dispose() => Faults.Clear();

    [Fact]
    public async Task An_org_that_answers_slowly_delays_no_other_grant_and_ends_late_by_its_own_slowness_alone()
    {
        var (segment, user) = await SegmentAsync();
        Faults.Add(new("/services/data/v62.0/") { Delay = TimeSpan.FromSeconds(3), Times = 1000 });
        var slow = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => GrantAsync(segment, user, "20s")));
        var begun = TimeProvider.System.GetTimestamp();
        var quick = await ActiveAsync(await KubernetesAsync("4s"));
        await OnTimeAsync(quick);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(15), "a grant in Kubernetes waited for an org");
        Faults.Clear();
        foreach (var name in slow)
            await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Expired);
        Assert.DoesNotContain(Org.PermissionSetAssignments, one => one.Username == user);
    }

    [Fact]
    public async Task An_org_that_fails_at_the_activation_is_told_of_and_the_access_is_given_when_it_is_back()
    {
        var (segment, user) = await SegmentAsync();
        Faults.Add(new("/services/oauth2/token") { Status = 503, Times = 1000 });
        var name = await GrantAsync(segment, user, "10m");
        // Its time runs; nothing is given, and nothing claims that it were.
        var waiting = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Active);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.Empty((await production.GrantIsAsync(name, status => status.Phase is not null)).Status!.Bindings);
        Assert.DoesNotContain(Org.PermissionSetAssignments, one => one.Username == user);
        var told = await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Reason: not ("Active" or "BeingGiven") });
        Assert.Contains("could not be given yet and is tried again until", told.Status!.Message, StringComparison.Ordinal);
        Assert.Contains(told.Status.Conditions, condition => condition is { Type: "Active", Status: "False" });
        await production.ToldAsync(told, $"Warning {told.Status.Reason}: ");
        Assert.Equal(waiting.Status!.ExpiresAt, told.Status.ExpiresAt);
        Faults.Clear();
        await ActiveAsync(name);
        Assert.Single(Org.PermissionSetAssignments, one => one.Username == user);
        await RevokeAsync(name);
    }

    [Fact]
    public async Task An_org_that_does_not_answer_at_the_end_leaves_the_grant_Revoking_and_loud_until_it_does()
    {
        var (segment, user) = await SegmentAsync();
        Org.AddPermissionSet("Never_Ends", "ManageUsers");
        await production.PatchAsync(segment, """{"roles": [{"name": "investigator", "kubernetes": {"clusterRole": "view"}, "maxDuration": "4h"}, {"name": "org", "salesforce": {"permissionSet": "Never_Ends"}, "maxDuration": "1h"}]}""");
        await production.ReadyAsync(segment);
        var name = await GrantAsync(segment, user, "8s");
        var active = await ActiveAsync(name);
        var quick = await ActiveAsync(await KubernetesAsync("8s"));
        // This assignment alone: what an earlier test gave may still be taken back.
        var assignment = $"{Assignments}/{active.Status!.Bindings[0].Uid}";
        Faults.Add(new(assignment) { Method = "DELETE", Hang = true, Times = 2 });
        Faults.Add(new(assignment) { Method = "DELETE", Status = 500, Body = """[{"errorCode": "UNKNOWN_EXCEPTION", "message": "An unexpected error occurred."}]""", Times = 1 });
        await OnTimeAsync(quick);
        Assert.Single(Org.PermissionSetAssignments, one => one.Username == user);
        // While the second try hangs; in a storm another failure may come before it.
        var stuck = await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Revoking, Revocation.Failures: > 0 } && status.Message?.Contains("could not be asked", StringComparison.Ordinal) == true);
        Assert.Equal("RevocationFailed", stuck.Status!.Reason);
        Assert.Null(stuck.Status.RevokedAt);
        await production.ToldAsync(active, "Warning RevocationFailed: ");
        var ended = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Expired);
        Assert.Equal(("SalesforceQuery", true), (ended.Status!.Revocation!.Proof!.Method, ended.Status.Revocation.Proof.Gone));
        Assert.DoesNotContain(Org.PermissionSetAssignments, one => one.Username == user);
    }

    private async Task OnTimeAsync(AccessGrant grant)
    {
        var end = grant.Status!.ExpiresAt!.Value;
        while (await production.World.Admin.FindAsync<RoleBinding>($"grant-{grant.Metadata.Uid}", "segment-finance", default) is not null)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < end.AddSeconds(2), "the binding outlived its end");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.True(TimeProvider.System.GetUtcNow() >= end, "the binding went early");
    }

    private Task<AccessGrant> ActiveAsync(string name) => production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });

    private async Task RevokeAsync(string name)
    {
        await production.World.Admin.DeleteAsync<AccessGrant>(name, World.TeamNamespace, new DeleteOptions(), default);
        await production.GoneAsync<AccessGrant>(name, World.TeamNamespace);
    }

    private async Task<string> KubernetesAsync(string duration)
    {
        var name = production.Name("quick");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, "finance", duration));
        return name;
    }

    private async Task<string> GrantAsync(string segment, string user, string duration)
    {
        var name = production.Name("slow");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, segment, duration, role: "org").Replace("name: bob}", $"name: bob, salesforceUsername: {user}}}", StringComparison.Ordinal));
        return name;
    }

    private async Task<(string Segment, string User)> SegmentAsync()
    {
        var user = production.Name("slow") + "@acme.example";
        Org.AddUser(new SimUser(user));
        Org.AddPermissionSet("Slow_Set");
        var segment = await production.SegmentAsync("slow", "", yaml => yaml.Replace("\n  egress:", "\n  - name: org\n    salesforce: {permissionSet: Slow_Set}\n    maxDuration: 1h\n  egress:", StringComparison.Ordinal));
        return (segment, user);
    }
}
