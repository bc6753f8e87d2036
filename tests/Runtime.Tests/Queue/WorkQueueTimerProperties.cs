using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Queue;

public class WorkQueueTimerProperties
{
    /// <summary>From a millisecond to three years, all magnitudes alike.</summary>
    private static readonly Gen<TimeSpan> Delays = Gen.Choose(0, 3).SelectMany(kind => kind switch
    {
        0 => Gen.Choose(1, 1000).Select(ms => TimeSpan.FromMilliseconds(ms)),
        1 => Gen.Choose(1, 3600).Select(seconds => TimeSpan.FromSeconds(seconds)),
        2 => Gen.Choose(1, 1000).Select(hours => TimeSpan.FromHours(hours)),
        _ => Gen.Choose(1, 1095).Select(days => TimeSpan.FromDays(days)),
    });

    /// <summary>A moment of the wall clock is looked at twice a minute; years of that are for no test.</summary>
    private static readonly TimeSpan LongestMoment = TimeSpan.FromHours(1);

    /// <summary>Whatever pauses and moments keys wait for, each becomes ready at its own and not a millisecond before, in their order.</summary>
    [Fact]
    public void Each_key_comes_at_its_time_and_none_before() =>
        Prop.ForAll(Arb.From(Gen.ListOf(Delays.SelectMany(delay => Gen.Elements(true, false).Select(wall => (Delay: delay, Wall: wall && delay <= LongestMoment))))), timers => ComeInTime([.. timers]))
            .QuickCheckThrowOnFailure();

    /// <summary>Of what is ready at a moment, nothing of the first list goes before news, and equals go by age.</summary>
    [Fact]
    public void Priorities_are_kept_whatever_happened_before() =>
        Prop.ForAll(Arb.From(Gen.ListOf(Gen.Choose(0, 9).SelectMany(key => Gen.Choose(0, 3).Select(how => (Key: key, How: how))))), steps => KeepPriorities([.. steps]))
            .QuickCheckThrowOnFailure();

    private static bool ComeInTime((TimeSpan Delay, bool Wall)[] timers)
    {
        var time = new ManualTimeProvider();
        using var queue = new WorkQueue("timers", time);
        var start = time.GetUtcNow();
        for (var i = 0; i < timers.Length; i++)
        {
            queue.Add(new("ns", $"{i}"), QueuePriority.Live);
            queue.Done(Take(queue), timers[i].Wall ? new WorkVerdict.At(start + timers[i].Delay) : new WorkVerdict.After(timers[i].Delay));
        }

        foreach (var due in timers.Select(timer => timer.Delay).Distinct().Order())
        {
            // A moment of the wall clock is looked at within a millisecond; a timer never fires before its time.
            time.Advance(start + due - time.GetUtcNow() - TimeSpan.FromMilliseconds(0.5) is var before && before > TimeSpan.Zero ? before : TimeSpan.Zero);
            if (queue.Depth != 0)
                return false;
            time.Advance(start + due + TimeSpan.FromMilliseconds(0.4) - time.GetUtcNow());
            var expected = timers.Index().Where(timer => timer.Item.Delay == due).Select(timer => $"{timer.Index}").ToHashSet();
            while (queue.Depth > 0)
            {
                var item = Take(queue);
                if (!expected.Remove(item.Key.Name))
                    return false;
                queue.Done(item, WorkVerdict.Forget);
            }

            if (expected.Count > 0)
                return false;
        }

        return queue.Count == 0;
    }

    private static bool KeepPriorities((int Key, int How)[] steps)
    {
        var time = new ManualTimeProvider();
        using var queue = new WorkQueue("priorities", time);
        var live = new HashSet<string>();
        foreach (var (number, how) in steps)
        {
            var key = new ObjectKey("ns", $"{number}");
            switch (how)
            {
                case 0:
                    queue.Add(key, QueuePriority.Initial);
                    break;
                case 1:
                    queue.Add(key, QueuePriority.Live);
                    live.Add(key.Name);
                    break;
                case 2 when queue.Depth > 0:
                    // A retry comes with what it had.
                    queue.Done(Take(queue), new WorkVerdict.Retry(TimeSpan.Zero));
                    time.Advance(TimeSpan.FromSeconds(1000));
                    break;
                case 3 when queue.Depth > 0:
                    var done = Take(queue);
                    queue.Done(done, WorkVerdict.Forget);
                    live.Remove(done.Key.Name);
                    break;
            }
        }

        var before = QueuePriority.Live;
        while (queue.Depth > 0)
        {
            var item = Take(queue);
            if (item.Priority > before || (item.Priority == QueuePriority.Live) != live.Contains(item.Key.Name))
                return false;
            before = item.Priority;
            queue.Done(item, WorkVerdict.Forget);
        }

        return true;
    }

    private static WorkItem Take(WorkQueue queue)
    {
        var taking = queue.TakeAsync(default);
        return taking.IsCompletedSuccessfully ? taking.Result! : throw new InvalidOperationException("Ready, and yet not to be had.");
    }
}
