using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.DevCluster;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests.Caching;

/// <summary>Everything that can befall a watch, on a whole server, over TLS and HTTP/2, by a real clock: after it the cache is equal again.</summary>
public abstract class ClusterReflectorTests(bool streaming) : IAsyncLifetime
{
    private const string Watcher = "watcher";
    private readonly InformerCache<ConfigMap> _cache = new(new CacheOptions<ConfigMap>().InNamespace("default"), NullLogger<InformerCache<ConfigMap>>.Instance);
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _files = [];
    private EmbeddedCluster _cluster = null!;
    private KubernetesClient _admin = null!;
    private KubernetesClient _watching = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(new DevClusterOptions { BookmarkPeriod = TimeSpan.FromSeconds(1) });
        _admin = Client(_cluster.AdminKubeconfig);
        _watching = Client(_cluster.KubeconfigFor(Watcher, ["system:masters"]));
        for (var i = 0; i < 5; i++)
            await PutAsync($"m{i}", "0");
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(10));
        _admin.Dispose();
        _watching.Dispose();
        await _cluster.DisposeAsync();
        _files.ForEach(File.Delete);
        _end.Dispose();
    }

    [Theory]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.Gone)]
    [InlineData(FaultKind.InternalError)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.HalfOpen)]
    [InlineData(FaultKind.BookmarksOnly)]
    public async Task A_watch_that_is_struck_on_its_way_ends_in_an_equal_cache(FaultKind kind)
    {
        var rule = Strike(new Fault(kind, TimeSpan.FromSeconds(3), AfterEvents: InitialEvents + 1), "watch");
        Start();
        await EqualAsync();
        await ChangeAsync();

        await EqualAsync();
        Assert.Equal(1, rule.Injected);
    }

    [Theory]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.Gone)]
    [InlineData(FaultKind.TooManyRequests)]
    [InlineData(FaultKind.InternalError)]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.Reset)]
    public async Task A_watch_that_is_struck_at_its_start_ends_in_an_equal_cache(FaultKind kind)
    {
        var rule = Strike(new Fault(kind, TimeSpan.FromSeconds(1)), "watch");
        Start();
        await EqualAsync();
        await ChangeAsync();

        await EqualAsync();
        Assert.Equal(1, rule.Injected);
    }

    [Theory]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.Gone)]
    [InlineData(FaultKind.TooManyRequests)]
    [InlineData(FaultKind.InternalError)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.LostAnswer)]
    [InlineData(FaultKind.StaleRead)]
    public async Task A_list_that_is_struck_ends_in_an_equal_cache(FaultKind kind)
    {
        // Without streaming lists the first list is struck; with them there is one only while a torn watch is looked after.
        var rule = Strike(new Fault(kind, TimeSpan.FromSeconds(1)), "list");
        Strike(new Fault(FaultKind.Reset, AfterEvents: InitialEvents + 1), "watch");
        Start();
        await EqualAsync();
        await ChangeAsync();

        await EqualAsync();
        await UntilAsync(() => Task.FromResult(rule.Injected == 1));
        await ChangeAsync();
        await EqualAsync();
    }

    [Fact]
    public async Task A_watch_that_never_says_a_word_again_is_given_up_when_its_time_is_over()
    {
        var rule = Strike(new Fault(FaultKind.Hang, AfterEvents: InitialEvents + 1), "watch");
        Start(watchTimeout: TimeSpan.FromSeconds(5));
        await EqualAsync();
        await ChangeAsync();

        await EqualAsync();
        Assert.Equal(1, rule.Injected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_is_started_again_even_from_a_backup_ends_in_an_equal_cache(bool resetVersions)
    {
        Start();
        await EqualAsync();
        for (var i = 0; i < 20; i++)
            await PutAsync("m0", $"{i}");
        await EqualAsync();

        await _cluster.RestartAsync(resetVersions: resetVersions);
        await UntilAsync(async () =>
        {
            await ChangeAsync();
            return true;
        });
        await EqualAsync();
    }

    [Fact]
    public async Task Versions_that_the_server_forgot_while_nobody_watched_end_in_an_equal_cache()
    {
        Start();
        await EqualAsync();
        var cut = _cluster.Faults.Always(new Fault(FaultKind.Drop), new FaultTarget(User: Watcher));
        Strike(new Fault(FaultKind.Drop), "watch");
        await _cluster.RestartAsync();
        await ChangeAsync();
        _cluster.ForgetHistory();
        cut.Dispose();

        await EqualAsync();
    }

    [Fact]
    public async Task Twelve_hundred_objects_are_all_there()
    {
        await Parallel.ForAsync(0, 1195, async (i, _) => await PutAsync($"many{i}", "0"));
        Start();

        await EqualAsync();
        Assert.Equal(1200 + _others, _cache.Count);
    }

    private int InitialEvents => streaming ? 5 + _others + 1 : 0;

    /// <summary>kube-root-ca.crt, which every namespace has.</summary>
    private readonly int _others = 1;

    private FaultRule Strike(Fault fault, string verb) => _cluster.Faults.Once(fault, verb, "configmaps", Watcher);

    private void Start(TimeSpan? watchTimeout = null)
    {
        var options = new ControllerRuntimeOptions { StreamingLists = streaming, WatchTimeout = watchTimeout ?? TimeSpan.FromMinutes(5) };
        var reflector = new Reflector<ConfigMap>(_cache, _watching, options, TimeProvider.System, new Random(1), NullLogger<Reflector<ConfigMap>>.Instance);
        _running = Task.Run(() => reflector.RunAsync(_end.Token));
    }

    /// <summary>New, changed and deleted ones.</summary>
    private async Task ChangeAsync()
    {
        await PutAsync("m0", "changed");
        await PutAsync("m1", "changed");
        await _admin.DeleteAsync<ConfigMap>("m2", "default", new(), default);
        await PutAsync("new", "1");
        await PutAsync("m1", "changed again");
        await _admin.DeleteAsync<ConfigMap>("new", "default", new(), default);
        await PutAsync("newer", "1");
    }

    private Task<ConfigMap> PutAsync(string name, string value) => _admin.ApplyAsync(
        new ConfigMap { Metadata = new() { Name = name, Namespace = "default" }, Data = new() { ["v"] = value } },
        new() { FieldManager = "test", Force = true },
        default);

    /// <summary>Within 30 seconds.</summary>
    private Task EqualAsync() => UntilAsync(async () =>
    {
        var there = (await _admin.ListAsync<ConfigMap>(new() { Namespace = "default" }, default)).Items;
        return _cache.IsSynced && there.Select(Stamp).Order().SequenceEqual(_cache.List().Select(Stamp).Order());
    });

    private static string Stamp(ConfigMap map) => $"{map.Metadata.Name} {map.Metadata.Uid} {map.Metadata.ResourceVersion}";

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var since = TimeProvider.System.GetTimestamp(); !await TryAsync(condition);)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "not so within 30 seconds");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static async Task<bool> TryAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (KubernetesUnreachableException)
        {
            return false;
        }
    }

    private KubernetesClient Client(string kubeconfig)
    {
        var file = Path.GetTempFileName();
        _files.Add(file);
        File.WriteAllText(file, kubeconfig);
        return new(ClusterConfigurationLoader.Load(new() { Path = file }, TimeProvider.System), TimeProvider.System);
    }
}

/// <summary>With streaming lists.</summary>
public sealed class StreamingClusterReflectorTests() : ClusterReflectorTests(streaming: true);

/// <summary>Without: in pages.</summary>
public sealed class PagingClusterReflectorTests() : ClusterReflectorTests(streaming: false);
