using System.Text.Json;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>What users of other systems report about access that is granted for a time (STYLE.md's table).</summary>
[Collection(ProductionCollection.Name)]
public sealed class GrantComplaints(Production production)
{
    /// <summary>gravitational/teleport 16202: the TTL starts at the request, not at the approval.</summary>
    [Fact]
    public async Task The_time_of_a_grant_counts_from_when_it_becomes_active_and_not_from_when_it_was_asked_for()
    {
        var segment = production.Name("late");
        var name = production.Name("grant");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, segment, "5m"));
        var pending = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Pending);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        await production.World.Admin.ApplyYamlAsync(production.Segment(segment, "Late"));

        var active = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Active);
        Assert.True(active.Status!.ActivatedAt >= pending.Metadata.CreationTimestamp!.Value.AddSeconds(2.5));
        Assert.Equal(active.Status.ActivatedAt!.Value.AddMinutes(5), active.Status.ExpiresAt);
        await production.World.Admin.DeleteAsync<AccessGrant>(name, World.TeamNamespace, new DeleteOptions(), default);
        await production.World.Admin.DeleteAsync<Segment>(segment, null, new DeleteOptions(), default);
    }

    /// <summary>gravitational/teleport 32226: two expiry fields disagree. 64180: expiry emits events for ever.</summary>
    [Fact]
    public async Task A_grant_has_one_end_which_is_kept_and_told_once()
    {
        var name = production.Name("grant");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, "finance", "3s"));
        var expired = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Expired);
        var status = JsonSerializer.SerializeToNode(expired, AccessGrant.ResourceType.Json)!["status"]!.AsObject();
        Assert.Single(status, field => field.Key.Contains("expire", StringComparison.OrdinalIgnoreCase) || field.Key.Contains("ttl", StringComparison.OrdinalIgnoreCase));
        Assert.True(expired.Status!.RevokedAt >= expired.Status.ExpiresAt);

        await production.World.Operator!.StopAsync();
        await production.World.StartOperator().WaitUntilReadyAsync(Production.Patience);
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System);
        var later = await production.World.Admin.GetAsync<AccessGrant>(name, World.TeamNamespace, default);
        Assert.Equal(expired.Metadata.ResourceVersion, later.Metadata.ResourceVersion);
        var told = (await production.World.Admin.ListAsync<Event>(new ListOptions(), default)).Items
            .Where(value => value.Regarding?.Uid == expired.Metadata.Uid && value.Reason == "Expired").ToList();
        Assert.Null(Assert.Single(told).Series);
    }
}
