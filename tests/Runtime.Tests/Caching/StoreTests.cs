using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests.Caching;

public class StoreTests
{
    private readonly Store<ConfigMap> _store = new(new CacheOptions<ConfigMap>().Index("color", map => map.Data?.Values ?? Enumerable.Empty<string>()));

    [Fact]
    public void A_list_replaces_what_is_held_and_what_vanished_is_deleted()
    {
        _store.Replace([Map("a", 1), Map("b", 2)], "2", reset: false, initial: true);

        var changes = _store.Replace([Map("b", 2), Map("c", 5)], "6", reset: false, initial: false);

        Assert.Equal([("c", true), ("a", false)], changes.Select(change => (change.Key.Name, change.After is not null)));
        Assert.Equal(["b", "c"], _store.List().Select(map => map.Metadata.Name).Order());
    }

    [Fact]
    public void An_own_write_is_seen_at_once_and_a_late_echo_of_what_was_before_does_not_undo_it()
    {
        _store.Replace([Map("a", 1, "red")], "1", reset: false, initial: true);
        Assert.NotNull(_store.Observe(Map("a", 5, "blue")));

        Assert.Null(_store.Apply(WatchEventType.Modified, Map("a", 3, "green")));
        Assert.Null(_store.Apply(WatchEventType.Modified, Map("a", 5, "blue")));

        Assert.Equal("blue", _store.Get(new("ns", "a"))!.Data!["color"]);
    }

    [Fact]
    public void A_list_made_before_an_own_creation_does_not_delete_it()
    {
        _store.Replace([], "1", reset: false, initial: true);
        _store.Observe(Map("a", 5));

        Assert.Empty(_store.Replace([], "4", reset: false, initial: false));
        Assert.Single(_store.Replace([], "6", reset: false, initial: false));
    }

    [Fact]
    public void The_late_answer_to_a_write_does_not_bring_back_what_was_deleted_meanwhile()
    {
        _store.Replace([], "1", reset: false, initial: true);
        _store.Apply(WatchEventType.Added, Map("a", 5));
        _store.Apply(WatchEventType.Deleted, Map("a", 6));

        Assert.Null(_store.Observe(Map("a", 5)));
        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public void A_deletion_older_than_what_is_held_is_of_a_former_object()
    {
        _store.Replace([], "1", reset: false, initial: true);
        _store.Observe(Map("a", 9));

        Assert.Null(_store.Apply(WatchEventType.Deleted, Map("a", 6)));
        Assert.Equal(1, _store.Count);
    }

    [Fact]
    public void A_server_that_began_anew_is_believed_although_its_versions_are_lower()
    {
        _store.Replace([Map("a", 100, "red"), Map("b", 101)], "101", reset: false, initial: true);

        _store.Replace([Map("a", 3, "blue")], "4", reset: true, initial: false);

        Assert.Equal("blue", Assert.Single(_store.List()).Data!["color"]);
        Assert.NotNull(_store.Observe(Map("c", 5)));
    }

    [Fact]
    public void Indexes_follow_changes_and_keep_nothing_empty()
    {
        _store.Apply(WatchEventType.Added, Map("a", 1, "red"));
        _store.Apply(WatchEventType.Added, Map("b", 2, "red"));
        Assert.Equal(2, _store.ByIndex("color", "red").Count);

        _store.Apply(WatchEventType.Modified, Map("a", 3, "blue"));
        _store.Apply(WatchEventType.Deleted, Map("b", 4, "red"));

        Assert.Empty(_store.ByIndex("color", "red"));
        Assert.Equal("a", Assert.Single(_store.ByIndex("color", "blue")).Metadata.Name);
        Assert.Throws<ArgumentException>(() => _store.ByIndex("size", "1"));
    }

    [Fact]
    public void An_own_write_that_does_not_belong_into_the_cache_stays_out_of_it()
    {
        var store = new Store<ConfigMap>(new CacheOptions<ConfigMap>().InNamespace("ns").WithLabels("app=x,tier in (a, b),!gone"));

        store.Observe(Map("other", 1, ns: "elsewhere"));
        store.Observe(Map("bare", 2));
        store.Observe(Map("gone", 3, labels: new() { ["app"] = "x", ["tier"] = "a", ["gone"] = "" }));
        store.Observe(Map("in", 4, labels: new() { ["app"] = "x", ["tier"] = "b" }));
        Assert.Equal("in", Assert.Single(store.List()).Metadata.Name);

        store.Observe(Map("in", 5, labels: new() { ["app"] = "y" }));
        Assert.Empty(store.List());
    }

    internal static ConfigMap Map(string name, int version, string? color = null, string ns = "ns", Dictionary<string, string>? labels = null) => new()
    {
        Metadata = new() { Name = name, Namespace = ns, ResourceVersion = $"{version}", Uid = name, Labels = labels },
        Data = color is null ? null : new() { ["color"] = color },
    };
}
