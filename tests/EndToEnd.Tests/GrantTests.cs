using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

[Collection(ProductionCollection.Name)]
public sealed class GrantTests(Production production)
{
    [Fact]
    public async Task A_grant_longer_than_the_role_allows_is_denied()
    {
        var name = await GrantAsync("5h");
        var denied = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Denied);
        Assert.Equal("DurationTooLong", denied.Status!.Reason);
        Assert.Contains("4h at most", denied.Status.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("soon")]
    public async Task A_duration_that_is_none_is_refused_by_the_API(string duration)
    {
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => GrantAsync($"\"{duration}\""));
        Assert.Contains("spec.duration", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_the_segment_does_not_have_is_denied_with_those_that_it_has()
    {
        var name = production.Name("role");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, "finance", "1m", role: "owner"));
        var denied = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Denied);
        Assert.Equal("RoleUnknown", denied.Status!.Reason);
        Assert.Contains("investigator", denied.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subject_of_another_kind_is_refused_by_the_API()
    {
        var yaml = WorldManifests.Grant(production.Name("kind"), "finance", "1m").Replace("kind: User", "kind: Robot", StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => production.Alice.ApplyYamlAsync(yaml));
        Assert.Contains("Unsupported value: \"Robot\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binding_that_somebody_removes_is_put_back_while_the_grant_is_active()
    {
        var name = await GrantAsync("10m");
        var active = await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
        var binding = $"grant-{active.Metadata.Uid}";
        await production.World.Admin.DeleteAsync<RoleBinding>(binding, "segment-finance", new DeleteOptions(), default);
        await production.World.UntilAsync<RoleBinding>(binding, "segment-finance", _ => true, _ => "", Production.Patience);
        await production.World.Admin.DeleteAsync<AccessGrant>(name, World.TeamNamespace, new DeleteOptions(), default);
        var started = TimeProvider.System.GetTimestamp();
        while (await production.World.Admin.FindAsync<RoleBinding>(binding, "segment-finance", default) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Production.Patience, "the binding outlived its grant");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    [Fact]
    public async Task A_grant_ends_on_time_although_the_operator_was_down_when_it_was_due()
    {
        var name = await GrantAsync("3s");
        var active = await production.GrantIsAsync(name, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
        await production.World.Operator!.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        Assert.NotNull(await production.World.Admin.FindAsync<RoleBinding>($"grant-{active.Metadata.Uid}", "segment-finance", default));
        await production.World.StartOperator().WaitUntilReadyAsync(Production.Patience);
        var ended = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Expired);
        Assert.Equal((active.Status!.ActivatedAt, active.Status.ExpiresAt), (ended.Status!.ActivatedAt, ended.Status.ExpiresAt));
        Assert.Null(await production.World.Admin.FindAsync<RoleBinding>($"grant-{active.Metadata.Uid}", "segment-finance", default));
    }

    private async Task<string> GrantAsync(string duration)
    {
        var name = production.Name("grant");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, "finance", duration));
        return name;
    }
}
