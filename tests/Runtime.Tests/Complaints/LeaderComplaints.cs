using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Runtime.Tests.Leadership;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Complaints;

/// <summary>dotnet/dotnet-operator-sdk 677, 784. README.md says which line each test depends on; real processes are in EndToEnd.Tests/Leadership.</summary>
public sealed class LeaderComplaints : IDisposable
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

    /// <summary>dotnet-operator-sdk 784: two leaders, or none, after a partition.</summary>
    [Fact]
    public async Task A_partition_leads_to_neither_two_leaders_nor_none()
    {
        var (first, cut) = Start("a");
        await _time.AdvanceUntilAsync(() => first.IsHeld, TimeSpan.FromSeconds(5));
        var others = new[] { Start("b").Elector, Start("c").Elector };
        await PassAsync(TimeSpan.FromSeconds(4), first, others);
        cut.IsCut = true;

        // Lease duration and retry period after the last renewal that got through, and not before the first has stopped.
        for (var passed = 0.0; !others.Any(other => other.IsHeld); passed += 0.1)
        {
            Assert.InRange(passed, 0, 17.1);
            await PassAsync(TimeSpan.FromSeconds(0.1), first, others);
        }

        cut.IsCut = false;
        await PassAsync(TimeSpan.FromSeconds(30), first, others);
        Assert.Single(others, other => other.IsHeld);
        Assert.Throws<LeadershipLostException>(() => first.EnsureMayWrite());
    }

    /// <summary>dotnet-operator-sdk 784: a leader that was stopped goes on, its time over and another in its place, before anything has told it.</summary>
    [Fact]
    public async Task A_leader_that_slept_through_its_lease_may_not_write_before_anybody_tells_it()
    {
        var (first, _) = Start("a");
        await _time.AdvanceUntilAsync(() => first.IsHeld, TimeSpan.FromSeconds(5));
        Assert.InRange(first.EnsureMayWrite().TotalSeconds, 5, 15);

        _time.Jump(TimeSpan.FromSeconds(60));
        Assert.False(first.Lost.IsCancellationRequested);
        Assert.Throws<LeadershipLostException>(() => first.EnsureMayWrite());
    }

    /// <summary>dotnet-operator-sdk 677: leadership is never regained.</summary>
    [Fact]
    public async Task Leadership_is_regained_by_the_process_that_follows_the_one_that_lost_it()
    {
        var (first, cut) = Start("a-1");
        await _time.AdvanceUntilAsync(() => first.IsHeld, TimeSpan.FromSeconds(5));
        cut.IsCut = true;
        await _time.AdvanceUntilAsync(() => first.Lost.IsCancellationRequested, TimeSpan.FromSeconds(11));

        // Lost says: end the process. The one that is started in its place stands for election like any other.
        var again = Start("a-2").Elector;
        await _time.AdvanceUntilAsync(() => again.IsHeld, TimeSpan.FromSeconds(17));
        await PassAsync(TimeSpan.FromSeconds(60), first, [again]);
        Assert.True(again.IsHeld);
    }

    private (LeaderElector Elector, LeaseServer.Connection Connection) Start(string identity)
    {
        var connection = _server.Connect();
        var elector = new LeaderElector(
            connection, new() { Namespace = "ns", Name = "op" }, identity, _time, new Random(identity[0]), NullLogger<LeaderElector>.Instance);
        _electors.Add(elector);
        _ = Task.Run(() => elector.RunAsync(_end.Token));
        return (elector, connection);
    }

    private async Task PassAsync(TimeSpan by, LeaderElector first, LeaderElector[] others)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += TimeSpan.FromSeconds(0.1))
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            for (var i = 0; i < 3; i++)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            Assert.InRange(others.Append(first).Count(elector => elector.IsHeld), 0, 1);
        }
    }
}
