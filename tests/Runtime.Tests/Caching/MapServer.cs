using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Caching;

/// <summary>
/// ConfigMaps with versions and watches, honest unless told otherwise: <see cref="Misbehave"/> may answer a request first.
/// </summary>
internal sealed class MapServer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JsonObject> _maps = new(StringComparer.Ordinal);
    private readonly List<(int Version, string Line)> _log = [];
    private TaskCompletionSource _changed = new();
    private (List<KeyValuePair<string, JsonObject>> Maps, int Version)? _lagging;
    private int _version = 10;
    private int _oldest = 10;

    public StubServer Stub { get; private set; } = null!;

    /// <summary>Answers a request instead of the server, if it returns true.</summary>
    public Func<HttpContext, Task<bool>> Misbehave { get; set; } = _ => Task.FromResult(false);

    /// <summary>Watches end after so many lines; for ever if negative.</summary>
    public int LinesPerWatch { get; set; } = -1;

    /// <summary>Serves streaming lists; otherwise they are refused as a server without them refuses them.</summary>
    public bool Streams { get; set; }

    /// <summary>A list at version "0" shows what was at hand when this was set, as a watch cache that lags does.</summary>
    public bool Lags
    {
        get => _lagging is not null;
        set
        {
            lock (_lock)
                _lagging = value ? ([.. _maps], _version) : null;
        }
    }

    public int Lists => Stub.Requests.Count(request => !request.Contains("watch=true", StringComparison.Ordinal));

    public static async Task<MapServer> StartAsync()
    {
        var server = new MapServer();
        server.Stub = await StubServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public void Put(string name, string? value = null)
    {
        lock (_lock)
        {
            var existed = _maps.ContainsKey(name);
            var map = JsonNode.Parse(
                $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"ns","uid":"{{{name}}}","resourceVersion":"{{{++_version}}}"},"data":{"v":"{{{value}}}"}}""")!.AsObject();
            _maps[name] = map;
            Log(existed ? "MODIFIED" : "ADDED", map);
        }
    }

    public void Remove(string name)
    {
        lock (_lock)
        {
            var map = _maps[name].DeepClone().AsObject();
            _maps.Remove(name);
            map["metadata"]!["resourceVersion"] = $"{++_version}";
            Log("DELETED", map);
        }
    }

    public void Bookmark()
    {
        lock (_lock)
        {
            Log("BOOKMARK", JsonNode.Parse(
                $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"resourceVersion":"{{{++_version}}}"}}""")!.AsObject());
        }
    }

    /// <summary>Watches from before now are too old.</summary>
    public void Compact()
    {
        lock (_lock)
            _oldest = ++_version;
    }

    /// <summary>Drops what it remembers of events and requests, so that a test can compare memory.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _log.Clear();
            _log.TrimExcess();
            Stub.Requests.Clear();
        }
    }

    /// <summary>A new server with other objects that counts from the beginning.</summary>
    public void StartAnew(params string[] names)
    {
        lock (_lock)
        {
            _maps.Clear();
            _log.Clear();
            (_version, _oldest) = (1, 1);
        }

        foreach (var name in names)
            Put(name);
    }

    public Dictionary<string, string> State()
    {
        lock (_lock)
            return _maps.ToDictionary(pair => pair.Key, pair => (string)pair.Value["data"]!["v"]!);
    }

    public ValueTask DisposeAsync() => Stub.DisposeAsync();

    private void Log(string type, JsonObject map)
    {
        _log.Add((_version, $$"""{"type":"{{type}}","object":{{map.ToJsonString()}}}"""));
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (await Misbehave(context))
            return;
        if (!context.Request.Query.ContainsKey("watch"))
            await ListAsync(context);
        else if (context.Request.Query.ContainsKey("sendInitialEvents") && Streams)
            await StreamAsync(context);
        else if (context.Request.Query.ContainsKey("sendInitialEvents"))
            await context.StatusAsync(422, "Invalid", "sendInitialEvents is forbidden");
        else
            await WatchAsync(context, int.Parse(context.Request.Query["resourceVersion"]!, CultureInfo.InvariantCulture));
    }

    /// <summary>Pages of two when a limit is asked for; the continue token is the last name.</summary>
    private Task ListAsync(HttpContext context)
    {
        string items;
        string? next = null;
        int version;
        lock (_lock)
        {
            var after = (string?)context.Request.Query["continue"] ?? "";
            var atHand = context.Request.Query["resourceVersion"] == "0" ? _lagging : null;
            var rest = (atHand?.Maps ?? [.. _maps]).Where(pair => string.CompareOrdinal(pair.Key, after) > 0).ToList();
            var page = rest.Take(2).ToList();
            next = rest.Count > page.Count ? page[^1].Key : null;
            items = string.Join(',', page.Select(pair => pair.Value.ToJsonString()));
            version = atHand?.Version ?? _version;
        }

        return context.JsonAsync(
            $$$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}","continue":"{{{next}}}"},"items":[{{{items}}}]}""");
    }

    private async Task StreamAsync(HttpContext context)
    {
        List<string> lines;
        int version;
        lock (_lock)
        {
            lines = [.. _maps.Values.Select(map => $$"""{"type":"ADDED","object":{{map.ToJsonString()}}}""")];
            version = _version;
        }

        foreach (var line in lines)
            await context.LineAsync(line);
        var bookmark = JsonNode.Parse("""{"type":"BOOKMARK","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{"k8s.io/initial-events-end":"true"}}}}""")!;
        bookmark["object"]!["metadata"]!["resourceVersion"] = $"{version}";
        await context.LineAsync(bookmark.ToJsonString());
        await WatchAsync(context, version);
    }

    private async Task WatchAsync(HttpContext context, int from)
    {
        if (from < _oldest)
        {
            await context.StatusAsync(410, "Expired", "too old resource version");
            return;
        }

        await context.Response.Body.FlushAsync();
        for (var lines = 0; LinesPerWatch < 0 || lines < LinesPerWatch;)
        {
            (int Version, string Line) next;
            Task changed;
            lock (_lock)
            {
                next = _log.FirstOrDefault(entry => entry.Version > from);
                changed = _changed.Task;
            }

            if (next.Line is null)
            {
                await Task.WhenAny(changed, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
                if (context.RequestAborted.IsCancellationRequested)
                    return;
                continue;
            }

            await context.LineAsync(next.Line);
            (from, lines) = (next.Version, lines + 1);
        }
    }
}
