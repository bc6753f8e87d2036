using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests.Caching;

public class InformerCacheTests
{
    [Fact]
    public async Task Two_caches_whose_handlers_read_each_other_do_not_dead_lock()
    {
        var (first, second) = (New(), New());
        first.Subscribe(_ => second.List());
        second.Subscribe(_ => first.List());

        await Task.WhenAll(Task.Run(() => Fill(first)), Task.Run(() => Fill(second))).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((1, 1), (first.Count, second.Count));
    }

    [Fact]
    public async Task Changes_are_told_in_order_one_at_a_time_whoever_makes_them()
    {
        var cache = New();
        var told = new List<int>();
        var inside = 0;
        var overlaps = 0;
        cache.Subscribe(change =>
        {
            if (Interlocked.Increment(ref inside) != 1)
                Interlocked.Increment(ref overlaps);
            told.Add(int.Parse(change.After!.Metadata.ResourceVersion!));
            Interlocked.Decrement(ref inside);
        });
        var version = 0;

        await Parallel.ForAsync(0, 2000, (_, _) =>
        {
            cache.ObserveWrite(StoreTests.Map("a", Interlocked.Increment(ref version)));
            return ValueTask.CompletedTask;
        });

        Assert.Equal(0, overlaps);
        Assert.Equal(told.Order(), told);
        Assert.Equal(2000, told[^1]);
    }

    [Fact]
    public void A_handler_that_throws_does_not_keep_others_from_hearing()
    {
        var cache = New();
        var heard = 0;
        cache.Subscribe(_ => throw new InvalidOperationException());
        cache.Subscribe(_ => heard++);

        cache.Apply(WatchEventType.Added, StoreTests.Map("a", 1));
        cache.Apply(WatchEventType.Added, StoreTests.Map("b", 2));

        Assert.Equal(2, heard);
    }

    [Fact]
    public void The_first_list_is_told_as_such_and_a_later_one_as_news()
    {
        var cache = New();
        var initial = new List<bool>();
        cache.Subscribe(change => initial.Add(change.Initial));
        Assert.NotNull(cache.NotReadyBecause);

        cache.Replace([StoreTests.Map("a", 1)], "1", reset: false);
        Assert.Null(cache.NotReadyBecause);
        cache.Replace([StoreTests.Map("a", 2)], "2", reset: false);

        Assert.Equal([true, false], initial);
    }

    private static InformerCache<ConfigMap> New() => new(new(), NullLogger<InformerCache<ConfigMap>>.Instance);

    private static void Fill(InformerCache<ConfigMap> cache)
    {
        for (var i = 1; i < 5000; i++)
            cache.Apply(WatchEventType.Modified, StoreTests.Map("a", i));
    }
}
