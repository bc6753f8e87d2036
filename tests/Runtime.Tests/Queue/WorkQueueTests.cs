using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Queue;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly ObjectKey A = new("ns", "a");
    private static readonly ObjectKey B = new("ns", "b");
    private readonly ManualTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new("test", _time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_key_asked_for_many_times_is_worked_on_once()
    {
        for (var i = 0; i < 10; i++)
            _queue.Add(A, QueuePriority.Live);

        _queue.Done(await TakeAsync(), WorkVerdict.Forget);

        Assert.True(await IsIdleAsync());
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task A_key_that_is_worked_on_is_not_given_to_a_second_worker_and_comes_again_when_asked_for_meanwhile()
    {
        _queue.Add(A, QueuePriority.Live);
        var item = await TakeAsync();
        _queue.Add(A, QueuePriority.Live);

        Assert.True(await IsIdleAsync());
        _queue.Done(item, WorkVerdict.Forget);

        Assert.Equal(A, (await TakeAsync()).Key);
    }

    [Fact]
    public async Task What_was_asked_for_meanwhile_wins_over_a_pause()
    {
        _queue.Add(A, QueuePriority.Live);
        var item = await TakeAsync();
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(item, new WorkVerdict.After(TimeSpan.FromDays(1)));

        Assert.Equal(A, (await TakeAsync()).Key);
    }

    [Fact]
    public async Task News_go_before_the_first_list_and_raise_a_key_that_waits_there()
    {
        _queue.Add(A, QueuePriority.Initial);
        _queue.Add(B, QueuePriority.Initial);
        _queue.Add(new("ns", "c"), QueuePriority.Live);
        _queue.Add(B, QueuePriority.Live);

        Assert.Equal(["b", "c", "a"], [(await TakeAsync()).Key.Name, (await TakeAsync()).Key.Name, (await TakeAsync()).Key.Name]);
    }

    [Fact]
    public async Task A_moment_that_has_come_goes_before_everything_that_waits()
    {
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(await TakeAsync(), new WorkVerdict.At(_time.GetUtcNow().AddSeconds(1)));
        _queue.Add(B, QueuePriority.Live);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([A, B], [(await TakeAsync()).Key, (await TakeAsync()).Key]);
    }

    [Fact]
    public async Task A_moment_that_comes_while_its_key_waits_among_others_raises_it()
    {
        _queue.Add(B, QueuePriority.Initial);
        _queue.Add(A, QueuePriority.Initial);
        _queue.AddAt(A, _time.GetUtcNow().AddSeconds(1));
        _queue.AddAt(A, _time.GetUtcNow().AddSeconds(9));
        Assert.Equal((2, 1), (_queue.Depth, _queue.Deadlines));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([(A, QueuePriority.Due), (B, QueuePriority.Initial)], [Of(await TakeAsync()), Of(await TakeAsync())]);
    }

    [Fact]
    public async Task A_moment_stands_although_news_of_its_key_come_before_it()
    {
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(await TakeAsync(), new WorkVerdict.At(_time.GetUtcNow().AddSeconds(1)));
        _queue.Add(B, QueuePriority.Live);
        _queue.Add(A, QueuePriority.Live);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((A, QueuePriority.Due), Of(await TakeAsync()));
    }

    [Fact]
    public async Task A_moment_told_while_the_key_is_worked_on_is_not_lost_and_an_earlier_one_wins()
    {
        var now = _time.GetUtcNow();
        _queue.Add(A, QueuePriority.Live);
        var item = await TakeAsync();
        _queue.AddAt(A, now.AddSeconds(2));
        _queue.Done(item, new WorkVerdict.At(now.AddSeconds(5)));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((A, QueuePriority.Due), Of(await TakeAsync()));
    }

    [Fact]
    public async Task News_of_a_key_whose_moment_is_being_worked_on_come_with_the_other_news()
    {
        _queue.AddAt(A, _time.GetUtcNow());
        var item = await TakeAsync();
        _queue.Add(B, QueuePriority.Live);
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(item, new WorkVerdict.After(TimeSpan.FromSeconds(1)));

        Assert.Equal([(B, QueuePriority.Live), (A, QueuePriority.Live)], [Of(await TakeAsync()), Of(await TakeAsync())]);
    }

    [Fact]
    public async Task A_retry_keeps_its_priority()
    {
        _queue.Add(A, QueuePriority.Initial);
        _queue.Done(await TakeAsync(), new WorkVerdict.Retry(TimeSpan.Zero));
        _time.Advance(TimeSpan.FromMilliseconds(5));
        _queue.Add(B, QueuePriority.Live);

        Assert.Equal(B, (await TakeAsync()).Key);
        Assert.Equal(QueuePriority.Initial, (await TakeAsync()).Priority);
    }

    [Fact]
    public async Task Retries_double_from_5_ms_to_1000_s_and_never_end()
    {
        _queue.Add(A, QueuePriority.Live);
        var pause = TimeSpan.FromMilliseconds(5);
        for (var i = 0; i < 60; i++)
        {
            _queue.Done(await TakeAsync(), new WorkVerdict.Retry(TimeSpan.Zero));
            _time.Advance(pause - TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, _queue.Depth);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            pause = pause * 2 < TimeSpan.FromSeconds(1000) ? pause * 2 : TimeSpan.FromSeconds(1000);
        }

        Assert.Equal(60, (await TakeAsync()).Failures);
    }

    [Fact]
    public async Task Success_begins_the_count_of_failures_anew()
    {
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(await TakeAsync(), new WorkVerdict.Retry(TimeSpan.Zero));
        _time.Advance(TimeSpan.FromSeconds(1));
        _queue.Done(await TakeAsync(), new WorkVerdict.After(TimeSpan.FromSeconds(1)));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, (await TakeAsync()).Failures);
    }

    [Fact]
    public async Task A_pause_that_the_server_asked_for_is_kept()
    {
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(await TakeAsync(), new WorkVerdict.Retry(TimeSpan.FromSeconds(30)));

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _queue.Depth);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(60)]
    [InlineData(86400.0 * 365 * 10)]
    public async Task A_deadline_fires_at_its_time_be_it_milliseconds_or_years_ahead(double seconds)
    {
        var delay = TimeSpan.FromSeconds(seconds);
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(await TakeAsync(), new WorkVerdict.After(delay));

        _time.Advance(delay - TimeSpan.FromMilliseconds(0.5));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromMilliseconds(1.5));
        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public async Task A_century_and_more_does_not_overflow()
    {
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(await TakeAsync(), new WorkVerdict.After(TimeSpan.MaxValue));
        _queue.Add(B, QueuePriority.Live);
        _queue.Done(await TakeAsync(), new WorkVerdict.At(DateTimeOffset.MaxValue));

        _time.Advance(TimeSpan.FromHours(3));
        Assert.Equal((0, 2), (_queue.Depth, _queue.Count));
    }

    [Fact]
    public async Task A_moment_of_the_wall_clock_follows_a_clock_that_is_set()
    {
        var start = _time.GetUtcNow();
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(await TakeAsync(), new WorkVerdict.At(start.AddHours(10)));

        _time.SetWallClock(start.AddHours(11));
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(A, (await TakeAsync()).Key);
    }

    [Fact]
    public async Task A_later_deadline_asked_for_from_outside_does_not_replace_an_earlier_one_and_an_earlier_does()
    {
        _queue.Add(A, QueuePriority.Live);
        _queue.Done(await TakeAsync(), new WorkVerdict.After(TimeSpan.FromSeconds(10)));
        _queue.AddAfter(A, TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(10));
        _queue.Done(await TakeAsync(), new WorkVerdict.After(TimeSpan.FromSeconds(10)));
        _queue.AddAfter(A, TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public async Task A_deadline_asked_for_while_the_key_is_worked_on_is_not_lost()
    {
        _queue.Add(A, QueuePriority.Live);
        var item = await TakeAsync();
        _queue.AddAfter(A, TimeSpan.FromSeconds(5));
        _queue.Done(item, WorkVerdict.Forget);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public async Task Deadlines_that_are_replaced_leave_nothing_behind()
    {
        for (var i = 0; i < 1000; i++)
        {
            _queue.Add(A, QueuePriority.Live);
            _queue.Done(await TakeAsync(), new WorkVerdict.After(TimeSpan.FromDays(365)));
        }

        Assert.Equal((1, 1), (_queue.Count, _time.PendingTimers));
    }

    [Fact]
    public async Task Close_releases_every_waiting_worker()
    {
        var workers = Enumerable.Range(0, 16).Select(_ => _queue.TakeAsync(default).AsTask()).ToList();

        _queue.Close();

        Assert.All(await Task.WhenAll(workers).WaitAsync(TimeSpan.FromSeconds(5)), Assert.Null);
        _queue.Add(A, QueuePriority.Live);
        Assert.Null(await _queue.TakeAsync(default));
    }

    private static (ObjectKey, QueuePriority) Of(WorkItem item) => (item.Key, item.Priority);

    private async Task<WorkItem> TakeAsync()
    {
        var item = await _queue.TakeAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        return item ?? throw new InvalidOperationException("The queue is closed.");
    }

    private async Task<bool> IsIdleAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        try
        {
            await _queue.TakeAsync(soon.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
