namespace SegmentOperator.EndToEnd.Leadership;

/// <summary>
/// Three real processes, a real clock, and every request on record: whatever happens to the leader, nobody writes outside its own term.
/// </summary>
[Collection(nameof(LeadershipTests))]
public sealed class LeadershipTests
{
    [OwnClusterFact]
    public async Task A_leader_that_is_killed_is_followed_within_lease_duration_and_retry_period()
    {
        await using var replicas = await Replicas.StartAsync("killed");
        var (leader, _) = await replicas.LeaderAsync();
        await replicas.ActsAsync(leader, Replicas.Now);
        var killed = Replicas.Now;
        leader.Signal("KILL");

        var (next, after) = await replicas.LeaderAsync(killed, Replicas.TakeOver, leader);
        await replicas.ActsAsync(next, Replicas.Now);
        Assert.InRange(after, TimeSpan.FromSeconds(10), Replicas.TakeOver);
        Assert.Empty(replicas.Log.Trespasses());
    }

    [OwnClusterFact]
    public async Task A_leader_that_is_asked_to_end_hands_over_within_two_seconds()
    {
        await using var replicas = await Replicas.StartAsync("handover");
        for (var round = 0; round < 2; round++)
        {
            var (leader, _) = await replicas.LeaderAsync();
            await replicas.ActsAsync(leader, Replicas.Now);
            var asked = Replicas.Now;
            leader.Signal("TERM");

            var (next, after) = await replicas.LeaderAsync(asked, TimeSpan.FromSeconds(10), leader);
            Assert.InRange(after, TimeSpan.Zero, TimeSpan.FromSeconds(2));
            await replicas.ActsAsync(next, Replicas.Now);
            Assert.Equal(0, await leader.Process.StopAsync());
        }

        Assert.Empty(replicas.Log.Trespasses());
    }

    [OwnClusterFact]
    public async Task A_leader_that_the_API_does_not_reach_any_more_stops_before_the_next_begins_and_ends()
    {
        await using var replicas = await Replicas.StartAsync("unreachable");
        var (leader, _) = await replicas.LeaderAsync();
        await replicas.ActsAsync(leader, Replicas.Now);
        var cut = Replicas.Now;
        leader.Api.IsSilent = true;

        var (next, after) = await replicas.LeaderAsync(cut, Replicas.TakeOver, leader);
        Assert.InRange(after, TimeSpan.FromSeconds(10), Replicas.TakeOver);
        leader.Api.IsSilent = false;
        await replicas.ActsAsync(next, Replicas.Now);

        // Its place is taken by a process that is started anew, which follows and does nothing.
        Assert.Equal(1, await leader.Process.EndAsync(TimeSpan.FromSeconds(45)));
        var again = await replicas.AddAsync();
        var since = Replicas.Now;
        await replicas.ActsAsync(next, since);
        Assert.Equal(0, replicas.Log.WritesOf(again.Name, since));
        Assert.Empty(replicas.Log.Trespasses());
    }

    [OwnClusterFact]
    public async Task A_slow_API_is_borne_as_long_as_renewals_come_through_and_then_ends_the_term_cleanly()
    {
        await using var replicas = await Replicas.StartAsync("slow");
        var (leader, _) = await replicas.LeaderAsync();
        leader.Api.Delay = TimeSpan.FromSeconds(2);
        var slow = Replicas.Now;
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System);
        Assert.Equal(leader, (await replicas.LeaderAsync()).Leader);
        Assert.NotEqual(0, replicas.Log.WritesOf(leader.Name, slow));

        var tooSlow = Replicas.Now;
        leader.Api.Delay = TimeSpan.FromSeconds(11);
        var (next, _) = await replicas.LeaderAsync(tooSlow, Replicas.TakeOver + TimeSpan.FromSeconds(4), leader);
        await replicas.ActsAsync(next, Replicas.Now);
        Assert.Equal(1, await leader.Process.EndAsync(TimeSpan.FromSeconds(45)));
        Assert.Empty(replicas.Log.Trespasses());
    }
}
