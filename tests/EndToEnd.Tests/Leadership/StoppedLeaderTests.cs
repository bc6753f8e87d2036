namespace SegmentOperator.EndToEnd.Leadership;

/// <summary>In a collection of its own: it lasts over a minute, and others run meanwhile.</summary>
[Collection(nameof(StoppedLeaderTests))]
public sealed class StoppedLeaderTests
{
    [OwnClusterFact]
    public async Task A_leader_that_was_stopped_for_a_minute_writes_nothing_when_it_goes_on_and_ends()
    {
        await using var replicas = await Replicas.StartAsync("stopped");
        var (leader, _) = await replicas.LeaderAsync();
        await replicas.ActsAsync(leader, Replicas.Now);
        var stopped = Replicas.Now;
        leader.Signal("STOP");

        var (next, after) = await replicas.LeaderAsync(stopped, Replicas.TakeOver, leader);
        Assert.InRange(after, TimeSpan.FromSeconds(10), Replicas.TakeOver);
        await replicas.ActsAsync(next, Replicas.Now);
        var rest = TimeSpan.FromSeconds(60) - TimeProvider.System.GetElapsedTime(stopped);
        await Task.Delay(rest, TimeProvider.System);

        // A minute of news waits for it, and everything it was about to write.
        var goesOn = Replicas.Now;
        leader.Signal("CONT");
        Assert.Equal(1, await leader.Process.EndAsync(TimeSpan.FromSeconds(45)));

        Assert.Equal(0, replicas.Log.WritesOf(leader.Name, goesOn));
        Assert.Equal(next, (await replicas.LeaderAsync()).Leader);
        Assert.Empty(replicas.Log.Trespasses());
    }
}
