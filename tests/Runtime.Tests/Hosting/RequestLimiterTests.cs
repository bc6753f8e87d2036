using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Hosting;

public class RequestLimiterTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_burst_goes_at_once_and_what_follows_at_the_rate_in_the_order_it_came()
    {
        var limiter = new RequestLimiter(10, 5, _time);
        var through = new List<int>();
        var waiting = Enumerable.Range(0, 25).Select(async i =>
        {
            await limiter.WaitAsync(default);
            lock (through)
                through.Add(i);
        }).ToList();
        Assert.Equal(5, through.Count);

        for (var i = 6; i <= 25; i++)
        {
            await _time.AdvanceUntilAsync(() => through.Count >= i, TimeSpan.FromSeconds(0.1), TimeSpan.FromMilliseconds(100));
            Assert.Equal(i, through.Count);
        }

        await Task.WhenAll(waiting);
        Assert.Equal(Enumerable.Range(0, 25), through);
    }

    [Fact]
    public async Task After_a_rest_the_burst_is_there_again_and_no_more_than_it()
    {
        var limiter = new RequestLimiter(10, 5, _time);
        for (var i = 0; i < 5; i++)
            await limiter.WaitAsync(default);
        _time.Advance(TimeSpan.FromHours(1));

        var waits = Enumerable.Range(0, 7).Select(_ => limiter.WaitAsync(default).AsTask()).ToList();
        Assert.Equal(5, waits.Count(wait => wait.IsCompletedSuccessfully));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Who_gives_up_does_not_wait()
    {
        var limiter = new RequestLimiter(0.001, 1, _time);
        await limiter.WaitAsync(default);
        using var giveUp = new CancellationTokenSource();
        var waiting = limiter.WaitAsync(giveUp.Token).AsTask();
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task What_does_not_wait_counts_all_the_same()
    {
        var limiter = new RequestLimiter(10, 2, _time);
        for (var i = 0; i < 12; i++)
            limiter.Count();
        var waiting = limiter.WaitAsync(default).AsTask();

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Zero_is_no_limit()
    {
        var limiter = new RequestLimiter(0, 0, _time);
        for (var i = 0; i < 10_000; i++)
            await limiter.WaitAsync(default);
    }
}
