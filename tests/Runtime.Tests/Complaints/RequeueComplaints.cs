using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime.Tests.Controllers;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Complaints;

/// <summary>What users of other runtimes report about reconciles that should come again. README.md says which line each depends on.</summary>
public sealed class RequeueComplaints
{
    /// <summary>dotnet/dotnet-operator-sdk 554, 707: a status update cancels the scheduled requeue.</summary>
    [Fact]
    public async Task A_status_update_does_not_cancel_the_scheduled_requeue()
    {
        await using var harness = new ControllerHarness();
        var due = harness.Time.GetUtcNow().AddMinutes(10);
        harness.OnReconcile = (_, _) => Task.FromResult(ReconcileResult.At(due));
        harness.Put("a");
        await harness.CallsAsync(1);
        for (var i = 1; i <= 5; i++)
        {
            harness.Time.Advance(TimeSpan.FromMinutes(1));
            harness.Put("a");
            await harness.CallsAsync(1 + i);
        }

        harness.Time.Advance(TimeSpan.FromMinutes(4.9));
        await harness.CallsAsync(6);
        harness.Time.Advance(TimeSpan.FromMinutes(0.2));
        await harness.Time.AdvanceUntilAsync(() => harness.Calls.Count >= 7, TimeSpan.FromSeconds(1));
    }

    /// <summary>dotnet/dotnet-operator-sdk 554: the same, when the update comes from the reconcile itself.</summary>
    [Fact]
    public async Task A_status_written_by_the_reconcile_does_not_cancel_the_pause_that_it_returns()
    {
        await using var harness = new ControllerHarness();
        var written = false;
        harness.OnReconcile = (_, _) =>
        {
            if (!written)
                harness.Put("a");
            written = true;
            return Task.FromResult(ReconcileResult.After(TimeSpan.FromMinutes(10)));
        };
        harness.Put("a");
        await harness.CallsAsync(2);

        await harness.Time.AdvanceUntilAsync(() => harness.Calls.Count == 3, TimeSpan.FromMinutes(11), TimeSpan.FromSeconds(30));
    }

    /// <summary>dotnet/dotnet-operator-sdk 787: an exception leaves the entity dead.</summary>
    [Theory]
    [InlineData("thrown before the first await")]
    [InlineData("thrown later")]
    [InlineData("a cancellation that nobody asked for")]
    public async Task An_exception_does_not_leave_the_entity_dead(string how)
    {
        await using var harness = new ControllerHarness();
        var failures = 0;
        harness.OnReconcile = how switch
        {
            _ when how.StartsWith("thrown before", StringComparison.Ordinal) => (_, _) =>
                ++failures <= 3 ? throw new InvalidOperationException(how) : Task.FromResult(ReconcileResult.Done),
            "thrown later" => async (_, _) =>
            {
                await Task.Yield();
                return ++failures <= 3 ? throw new InvalidOperationException(how) : ReconcileResult.Done;
            }
            ,
            _ => (_, _) => ++failures <= 3 ? throw new OperationCanceledException(how) : Task.FromResult(ReconcileResult.Done),
        };
        harness.Put("a");

        await harness.Time.AdvanceUntilAsync(() => failures == 4, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(5));
        harness.Put("a");
        await harness.Time.AdvanceUntilAsync(() => failures == 5, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(5));
    }

    /// <summary>dotnet/dotnet-operator-sdk 276, 603: retries end or are miscounted.</summary>
    [Fact]
    public async Task Retries_never_end_and_are_counted_from_the_last_success()
    {
        await using var harness = new ControllerHarness();
        var pauses = new List<TimeSpan>();
        var (last, fails) = (harness.Time.GetTimestamp(), true);
        harness.OnReconcile = (_, _) =>
        {
            pauses.Add(harness.Time.GetElapsedTime(last));
            last = harness.Time.GetTimestamp();
            return fails ? throw new InvalidOperationException("no") : Task.FromResult(ReconcileResult.After(TimeSpan.FromHours(24)));
        };
        harness.Put("a");
        for (var failures = 1; failures <= 40; failures++)
        {
            await SettledAsync(harness, () => pauses.Count == failures && harness.Time.NextTimer == RetryPause.After(failures));
            fails = failures < 40;
            harness.Time.Advance(RetryPause.After(failures));
        }

        await SettledAsync(harness, () => pauses.Count == 41 && harness.Time.NextTimer == TimeSpan.FromHours(24));
        Assert.Equal(Enumerable.Range(1, 40).Select(RetryPause.After), pauses.Skip(1));
        Assert.Equal(TimeSpan.FromSeconds(1000), pauses[^1]);

        fails = true;
        harness.Put("a");
        await SettledAsync(harness, () => pauses.Count == 42 && harness.Time.NextTimer == TimeSpan.FromMilliseconds(5));
    }

    /// <summary>dotnet/dotnet-operator-sdk 977: the same entity is reconciled twice at once.</summary>
    [Fact]
    public async Task One_entity_is_never_reconciled_twice_at_once_however_many_workers_and_events_there_are()
    {
        await using var harness = new ControllerHarness(controller => controller.Workers(16));
        var (busy, twice, seen) = (0, 0, "");
        var goOn = new SemaphoreSlim(0);
        harness.OnReconcile = async (entity, _) =>
        {
            if (Interlocked.Increment(ref busy) != 1)
                Interlocked.Increment(ref twice);
            await goOn.WaitAsync(CancellationToken.None);
            seen = entity.Metadata.ResourceVersion!;
            Interlocked.Decrement(ref busy);
            return ReconcileResult.Done;
        };
        harness.Put("a");
        await harness.CallsAsync(1);
        var newest = "";
        for (var i = 0; i < 100; i++)
            newest = harness.Put("a").Metadata.ResourceVersion!;
        harness.Controller.Enqueue(new("ns", "a"));
        harness.Controller.EnqueueAfter(new("ns", "a"), TimeSpan.Zero);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await harness.CallsAsync(1);

        goOn.Release(100);
        await harness.CallsAsync(2);
        Assert.Equal((0, newest), (twice, seen));
    }

    /// <summary>kube-rs/kube 1772: a far-future requeue panics.</summary>
    [Fact]
    public async Task A_requeue_in_the_far_future_breaks_nothing()
    {
        await using var harness = new ControllerHarness();
        harness.OnReconcile = (entity, _) => Task.FromResult(entity.Metadata.Name switch
        {
            "after" => ReconcileResult.After(TimeSpan.MaxValue),
            "at" => ReconcileResult.At(DateTimeOffset.MaxValue),
            _ => ReconcileResult.After(TimeSpan.FromMinutes(1)),
        });
        harness.Put("after");
        harness.Put("at");
        harness.Put("soon");
        await harness.CallsAsync(3);

        await harness.Time.AdvanceUntilAsync(() => harness.Calls.Count == 5, TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(30));
        Assert.Equal(3, harness.Calls.Count(name => name == "soon"));
    }

    /// <summary>kube-rs/kube 1772: a timer of the system takes no more than 49 days.</summary>
    [Fact]
    public async Task A_timer_is_never_set_further_than_a_timer_can_be()
    {
        var time = new ManualTimeProvider();
        using var queue = new WorkQueue("far", time);
        queue.Add(new("ns", "a"), QueuePriority.Live);
        queue.Done((await queue.TakeAsync(default))!, new WorkVerdict.After(TimeSpan.FromDays(36500)));

        Assert.InRange(time.NextTimer!.Value, TimeSpan.Zero, TimeSpan.FromDays(49));
        for (var day = 0; day < 36499; day++)
            time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, queue.Depth);
        time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, queue.Depth);
    }

    /// <summary>elastic/cloud-on-k8s 1984: year-long timers leak.</summary>
    [Fact]
    public async Task A_deadline_a_year_ahead_that_is_stated_a_thousand_times_is_one_timer_and_one_entry()
    {
        var time = new ManualTimeProvider();
        using var years = new WorkQueue("years", time);
        for (var i = 0; i < 1000; i++)
        {
            years.Add(new("ns", "a"), QueuePriority.Live);
            var item = await years.TakeAsync(default);
            years.Done(item!, (i & 1) == 0 ? new WorkVerdict.After(TimeSpan.FromDays(365)) : new WorkVerdict.At(time.GetUtcNow().AddYears(1)));
        }

        Assert.Equal((1, 1, 1), (years.Count, years.Deadlines, time.PendingTimers));
    }

    /// <summary>Nothing runs, and the queue's timer, if any, is the only one.</summary>
    private static async Task SettledAsync(ControllerHarness harness, Func<bool> condition)
    {
        for (var i = 0; i < 10_000 && !(condition() && harness.Time.PendingTimers <= 1); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        Assert.True(condition());
    }
}
