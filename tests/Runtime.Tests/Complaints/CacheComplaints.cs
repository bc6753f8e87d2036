using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests.Complaints;

/// <summary>What users of other runtimes report about reading and writing. README.md says which line each test depends on.</summary>
public sealed class CacheComplaints
{
    private readonly InformerCache<ConfigMap> _cache = new(new(), NullLogger<InformerCache<ConfigMap>>.Instance);
    private readonly Server _server = new();
    private readonly ObservingClient _client;

    public CacheComplaints() => _client = new(_server, kind => kind == typeof(ConfigMap) ? _cache : null, new(0, 0, TimeProvider.System));

    /// <summary>kubernetes-sigs/controller-runtime 1464: stale reads after one's own writes.</summary>
    [Fact]
    public async Task What_was_written_is_read_at_once_although_the_watch_has_not_brought_it()
    {
        var made = await _client.CreateAsync(Map("1"), new(), default);
        Assert.Equal(made.Metadata.ResourceVersion, Held()?.Metadata.ResourceVersion);

        await _client.ApplyAsync(Map("2"), new() { FieldManager = "me" }, default);
        Assert.Equal("2", Held()!.Data!["v"]);

        await _client.PatchAsync<ConfigMap>("m", "ns", Patch.Merge(new System.Text.Json.Nodes.JsonObject { ["data"] = new System.Text.Json.Nodes.JsonObject { ["v"] = "3" } }), new(), default);
        Assert.Equal("3", Held()!.Data!["v"]);
    }

    /// <summary>kubernetes-sigs/controller-runtime 3320: a late echo of an earlier state undoes it.</summary>
    [Fact]
    public async Task A_late_echo_does_not_bring_back_what_was_before_ones_own_write()
    {
        var before = await _client.CreateAsync(Map("1"), new(), default);
        await _client.ApplyAsync(Map("2"), new() { FieldManager = "me" }, default);

        _cache.Apply(WatchEventType.Added, before.DeepCopy());
        Assert.Equal("2", Held()!.Data!["v"]);
        _cache.Replace([before.DeepCopy()], before.Metadata.ResourceVersion, reset: false);
        Assert.Equal("2", Held()!.Data!["v"]);
    }

    /// <summary>kubernetes/kubernetes 131175: a no-op apply bumps resourceVersion. Ours is not sent.</summary>
    [Fact]
    public async Task An_apply_that_changes_nothing_is_not_sent()
    {
        var applier = new Applier(_client);
        var current = await applier.ApplyAsync(Map("1"), null, new() { FieldManager = "me" }, default);
        for (var i = 0; i < 10; i++)
            current = await applier.ApplyAsync(Map("1"), Held(), new() { FieldManager = "me" }, default);

        Assert.Equal((1, "1"), (_server.Writes, current.Metadata.ResourceVersion));
    }

    private ConfigMap? Held() => _cache.Get(new("ns", "m"));

    private static ConfigMap Map(string value) => new() { Metadata = new() { Name = "m", Namespace = "ns" }, Data = new() { ["v"] = value } };

    /// <summary>Bumps the version with each write, as a real server does even for some that change nothing.</summary>
    private sealed class Server : PartialClient
    {
        private string _value = "";

        public int Writes { get; private set; }

        public override Task<T> CreateAsync<T>(T value, CreateOptions options, CancellationToken cancellationToken) => Store(((ConfigMap)(object)value).Data!["v"], (T?)null);

        public override Task<T> ApplyAsync<T>(T value, ApplyOptions options, CancellationToken cancellationToken) => Store(((ConfigMap)(object)value).Data!["v"], (T?)null);

        public override Task<T> PatchAsync<T>(string name, string? ns, Patch patch, PatchOptions options, CancellationToken cancellationToken) =>
            Store((string)patch.Body["data"]!["v"]!, (T?)null);

        private Task<T> Store<T>(string value, T? _)
            where T : class
        {
            _value = value;
            var map = Map(_value);
            (map.Metadata.Uid, map.Metadata.ResourceVersion) = ("u", $"{++Writes}");
            return Task.FromResult((T)(object)map);
        }
    }
}
