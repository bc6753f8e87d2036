using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Tests.Storage;

public sealed class MemoryStoreTests
{
    private const string Key = "/things";
    private readonly MemoryStore _store = new(10, TimeProvider.System);

    [Fact]
    public void A_write_needs_the_revision_it_read()
    {
        var first = _store.Create(Key, "ns", "a", [])!;
        var second = _store.Update(Key, "ns", "a", first.Revision, [])!;
        Assert.Null(_store.Update(Key, "ns", "a", first.Revision, []));
        Assert.Null(_store.Delete(Key, "ns", "a", first.Revision));
        Assert.NotNull(_store.Delete(Key, "ns", "a", second.Revision));
    }

    [Fact]
    public void A_name_is_taken_once()
    {
        Assert.NotNull(_store.Create(Key, "ns", "a", []));
        Assert.Null(_store.Create(Key, "ns", "a", []));
        Assert.NotNull(_store.Create(Key, "other", "a", []));
    }

    [Fact]
    public void An_older_state_is_remembered_for_a_while()
    {
        var then = _store.Create(Key, "ns", "a", [])!.Revision;
        _store.Create(Key, "ns", "b", []);
        Assert.Equal(["a"], _store.List(Key, "ns", then)!.Objects.Select(o => o.Name));
        for (var i = 0; i < 40; i++)
            _store.Create(Key, "ns", $"n{i}", []);
        Assert.Null(_store.List(Key, "ns", then));
    }

    [Fact]
    public void A_list_is_in_the_order_of_etcds_keys_in_which_a_slash_comes_after_a_dash()
    {
        foreach (var (ns, name) in new[] { ("b", "x"), ("a", "z"), ("a-b", "a"), ("a", "y") })
            _store.Create(Key, ns, name, []);
        Assert.Equal(["a-b/a", "a/y", "a/z", "b/x"], _store.List(Key, null)!.Objects.Select(o => $"{o.Namespace}/{o.Name}"));
    }

    [Fact]
    public async Task A_watch_sees_each_change_once_while_many_write()
    {
        var store = new MemoryStore(10_000, TimeProvider.System);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var seen = Task.Run(async () =>
        {
            var names = new List<string>();
            await foreach (var e in store.WatchAsync(Key, 0, stop.Token))
            {
                names.Add(e.Object.Name);
                if (names.Count == 400)
                    break;
            }
            return names;
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
                store.Create(Key, "ns", $"{w}-{i}", new JsonObject());
        })));
        Assert.Equal(400, (await seen).Distinct().Count());
    }
}
