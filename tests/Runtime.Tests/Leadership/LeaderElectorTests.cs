using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Leadership;

public sealed class LeaderElectorTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly LeaseServer _server = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<LeaderElector> _electors = [];

    public void Dispose()
    {
        _end.Cancel();
        _electors.ForEach(elector => elector.Dispose());
        _end.Dispose();
    }

    [Fact]
    public async Task One_of_three_becomes_the_leader_and_stays_it()
    {
        var replicas = new[] { Start("a"), Start("b"), Start("c") };
        await _time.AdvanceUntilAsync(() => replicas.Any(replica => replica.Elector.IsHeld), TimeSpan.FromSeconds(5));
        var holder = _server.Holder;

        for (var i = 0; i < 300; i++)
        {
            await PassAsync(TimeSpan.FromSeconds(0.5));
            Assert.Single(replicas, replica => replica.Elector.IsHeld);
        }

        Assert.Equal((holder, 0), (_server.Holder, _server.Transitions));
    }

    [Fact]
    public async Task A_renewal_is_one_request()
    {
        var (elector, connection, _) = Start("a");
        await _time.AdvanceUntilAsync(() => elector.IsHeld, TimeSpan.FromSeconds(5));
        var before = connection.Requests;

        for (var i = 0; i < 100; i++)
            await PassAsync(TimeSpan.FromSeconds(0.2));

        Assert.InRange(connection.Requests - before, 9, 11);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_stops_before_another_begins()
    {
        var first = Start("a");
        await _time.AdvanceUntilAsync(() => first.Elector.IsHeld, TimeSpan.FromSeconds(5));
        var second = Start("b");
        await PassAsync(TimeSpan.FromSeconds(2));
        first.Connection.IsCut = true;
        var cutAt = _time.GetTimestamp();

        while (!second.Elector.IsHeld)
        {
            await PassAsync(TimeSpan.FromSeconds(0.1));
            Assert.False(first.Elector.IsHeld && second.Elector.IsHeld);
            Assert.True(_time.GetElapsedTime(cutAt) < TimeSpan.FromSeconds(20));
        }

        Assert.Throws<LeadershipLostException>(() => first.Elector.EnsureMayWrite());
        Assert.True(first.Elector.Lost.IsCancellationRequested);
        Assert.InRange(_time.GetElapsedTime(cutAt).TotalSeconds, 13, 18);
        await first.Running.WaitAsync(TimeSpan.FromSeconds(5));
        first.Connection.IsCut = false;
        await PassAsync(TimeSpan.FromSeconds(30));
        Assert.False(first.Elector.IsHeld);
    }

    [Fact]
    public async Task A_leader_that_slept_knows_by_its_own_clock_that_it_may_not_write_before_anybody_tells_it()
    {
        var (elector, _, _) = Start("a");
        await _time.AdvanceUntilAsync(() => elector.IsHeld, TimeSpan.FromSeconds(5));

        Assert.InRange(elector.EnsureMayWrite().TotalSeconds, 5, 15);
        _time.Jump(TimeSpan.FromSeconds(60));

        Assert.False(elector.IsHeld);
        Assert.Throws<LeadershipLostException>(() => elector.EnsureMayWrite());
        await _time.AdvanceUntilAsync(() => elector.Lost.IsCancellationRequested, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_renewal_whose_answer_is_lost_is_not_counted_and_the_next_one_finds_its_trace()
    {
        var (elector, connection, _) = Start("a");
        await _time.AdvanceUntilAsync(() => elector.IsHeld, TimeSpan.FromSeconds(5));
        connection.LosesAnswers = true;
        for (var i = 0; i < 40; i++)
            await PassAsync(TimeSpan.FromSeconds(0.1));
        connection.LosesAnswers = false;

        for (var i = 0; i < 200; i++)
            await PassAsync(TimeSpan.FromSeconds(0.1));

        Assert.True(elector.IsHeld);
    }

    [Fact]
    public async Task A_renewal_that_gets_no_answer_is_given_up_in_time_for_another()
    {
        var (elector, connection, _) = Start("a");
        await _time.AdvanceUntilAsync(() => elector.IsHeld, TimeSpan.FromSeconds(5));
        connection.Silent = 1;

        for (var i = 0; i < 300; i++)
        {
            await PassAsync(TimeSpan.FromSeconds(0.1));
            Assert.True(elector.IsHeld);
        }

        Assert.Equal(0, connection.Silent);
    }

    [Fact]
    public async Task A_lease_that_is_given_back_is_taken_within_two_seconds()
    {
        var first = Start("a");
        await _time.AdvanceUntilAsync(() => first.Elector.IsHeld, TimeSpan.FromSeconds(5));
        var second = Start("b");
        await PassAsync(TimeSpan.FromSeconds(3));

        await first.Elector.ReleaseAsync(default);
        Assert.False(first.Elector.IsHeld);

        await _time.AdvanceUntilAsync(() => second.Elector.IsHeld, TimeSpan.FromSeconds(2));
        Assert.Equal("b", _server.Holder);
    }

    [Fact]
    public async Task A_lease_is_given_back_although_nobody_waited_for_the_answer_to_its_last_renewal()
    {
        var (elector, connection, _) = Start("a");
        await _time.AdvanceUntilAsync(() => elector.IsHeld, TimeSpan.FromSeconds(5));
        var before = connection.Requests;
        connection.LosesAnswers = true;
        await _time.AdvanceUntilAsync(() => connection.Requests > before, TimeSpan.FromSeconds(5));
        connection.LosesAnswers = false;

        await elector.ReleaseAsync(default);
        Assert.Equal("", _server.Holder);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_by_a_day_changes_nothing()
    {
        var first = Start("a");
        await _time.AdvanceUntilAsync(() => first.Elector.IsHeld, TimeSpan.FromSeconds(5));
        _time.SetWallClock(_time.GetUtcNow().AddDays(1));
        var second = Start("b");

        for (var i = 0; i < 300; i++)
        {
            await PassAsync(TimeSpan.FromSeconds(0.1));
            Assert.True(first.Elector.IsHeld && !second.Elector.IsHeld);
        }
    }

    private (LeaderElector Elector, LeaseServer.Connection Connection, Task Running) Start(string identity)
    {
        var connection = _server.Connect();
        var elector = new LeaderElector(
            connection, new() { Namespace = "ns", Name = "op" }, identity, _time, new Random(identity[0]), NullLogger<LeaderElector>.Instance);
        _electors.Add(elector);
        return (elector, connection, Task.Run(() => elector.RunAsync(_end.Token)));
    }

    /// <summary>Virtual time goes on, and real time enough for what it woke to run.</summary>
    private async Task PassAsync(TimeSpan by)
    {
        _time.Advance(by);
        for (var i = 0; i < 3; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
    }
}
