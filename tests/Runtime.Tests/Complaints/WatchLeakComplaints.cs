using SegmentOperator.Runtime.Tests.Caching;

namespace SegmentOperator.Runtime.Tests.Complaints;

/// <summary>What reconnecting leaves behind. The memory is the whole process': no other test of it runs meanwhile.</summary>
[Collection(nameof(WatchLeakComplaints))]
[CollectionDefinition(nameof(WatchLeakComplaints), DisableParallelization = true)]
public sealed class WatchLeakComplaints : ReflectorScene
{
    /// <summary>dotnet/dotnet-operator-sdk 824: memory grows with each reconnect.</summary>
    [Fact]
    public async Task A_thousand_reconnects_leave_neither_timers_nor_memory_behind()
    {
        await EqualAsync();
        Server.LinesPerWatch = 1;
        await ReconnectAsync(100);
        var (timers, memory) = (Time.PendingTimers, Settled());
        await ReconnectAsync(1000);

        Assert.InRange(Time.PendingTimers, 0, timers + 2);
        Assert.InRange(Settled() - memory, long.MinValue, 1000 * 1500L);
    }

    private async Task ReconnectAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Server.Put("a", $"{i}");
            await Time.AdvanceUntilAsync(IsEqual, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The server's log of events and requests grows by design; it is emptied before memory is compared.</summary>
    private long Settled()
    {
        Server.Forget();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
