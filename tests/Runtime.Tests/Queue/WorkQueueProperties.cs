using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Queue;

public class WorkQueueProperties
{
    /// <summary>
    /// Random histories of asking, working and giving back, checked against the plain rule: after the last ask of a key there is
    /// a take, unless the key is due later; and between take and give-back there is no other take of it.
    /// </summary>
    [Fact]
    public void No_key_is_lost_and_none_is_out_twice()
    {
        var step = Gen.Choose(0, 5).SelectMany(kind => Gen.Choose(0, 3).Select(key => (Kind: kind, Key: key)));
        Prop.ForAll(Arb.From(Gen.ListOf(step)), steps => Check([.. steps])).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Under_load_from_many_sides_each_key_is_seen_after_its_last_ask_and_never_twice_at_once()
    {
        using var queue = new WorkQueue("load", TimeProvider.System);
        var keys = Enumerable.Range(0, 50).Select(i => new ObjectKey("ns", $"{i}")).ToArray();
        var asked = new long[keys.Length];
        var seen = new long[keys.Length];
        var busy = new int[keys.Length];
        var twice = 0;
        var workers = Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            while (await queue.TakeAsync(default) is { } item)
            {
                var index = int.Parse(item.Key.Name);
                if (Interlocked.Increment(ref busy[index]) != 1)
                    Interlocked.Increment(ref twice);
                Volatile.Write(ref seen[index], Volatile.Read(ref asked[index]));
                await Task.Yield();
                Interlocked.Decrement(ref busy[index]);
                queue.Done(item, random.Next(3) switch
                {
                    0 => new WorkVerdict.Retry(TimeSpan.Zero),
                    1 => new WorkVerdict.After(TimeSpan.FromMilliseconds(1)),
                    _ => WorkVerdict.Forget,
                });
            }
        })).ToList();

        await Parallel.ForAsync(0, 20_000, (i, _) =>
        {
            var index = i % keys.Length;
            Interlocked.Increment(ref asked[index]);
            queue.Add(keys[index], (i & 1) == 0 ? QueuePriority.Initial : QueuePriority.Live);
            return ValueTask.CompletedTask;
        });
        await WaitUntilAsync(() => Enumerable.Range(0, keys.Length).All(i => Volatile.Read(ref seen[i]) == asked[i]));
        queue.Close();
        await Task.WhenAll(workers).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(0, twice);
    }

    private static bool Check((int Kind, int Key)[] steps)
    {
        var time = new ManualTimeProvider();
        using var queue = new WorkQueue("property", time);
        var owed = new HashSet<ObjectKey>();
        var held = new Dictionary<ObjectKey, WorkItem>();
        foreach (var (kind, index) in steps)
        {
            var key = new ObjectKey("ns", $"{index}");
            switch (kind)
            {
                case 0:
                    queue.Add(key, QueuePriority.Initial);
                    owed.Add(key);
                    break;
                case 1:
                    queue.Add(key, QueuePriority.Live);
                    owed.Add(key);
                    break;
                case 2 when queue.Depth > 0:
                    var item = Take(queue);
                    if (held.ContainsKey(item.Key))
                        return false;
                    held.Add(item.Key, item);
                    owed.Remove(item.Key);
                    break;
                case 3 when held.Remove(key, out var done):
                    queue.Done(done, WorkVerdict.Forget);
                    break;
                case 4 when held.Remove(key, out var failed):
                    queue.Done(failed, new WorkVerdict.Retry(TimeSpan.Zero));
                    owed.Add(key);
                    break;
                case 5:
                    time.Advance(TimeSpan.FromSeconds(index));
                    break;
            }
        }

        return DrainsTo(queue, time, held, owed);
    }

    private static bool DrainsTo(WorkQueue queue, ManualTimeProvider time, Dictionary<ObjectKey, WorkItem> held, HashSet<ObjectKey> owed)
    {
        foreach (var item in held.Values)
            queue.Done(item, WorkVerdict.Forget);
        time.Advance(TimeSpan.FromSeconds(2000));
        while (queue.Depth > 0)
        {
            var item = Take(queue);
            owed.Remove(item.Key);
            queue.Done(item, WorkVerdict.Forget);
        }

        // A key given back as done while it waited for a retry is forgotten only if nobody asked for it since.
        return owed.Count == 0 && queue.Count == 0;
    }

    private static WorkItem Take(WorkQueue queue)
    {
        var taking = queue.TakeAsync(default);
        return taking.IsCompletedSuccessfully ? taking.Result! : throw new InvalidOperationException("Ready, and yet not to be had.");
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 3000 && !condition(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.True(condition());
    }
}
