using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Watch;

/// <summary>One watch: what exists, if asked for, then every change that the selectors let through, with bookmarks between.</summary>
internal sealed class WatchStream(ClusterContext cluster, ApiRequest request, ListOptions options, AnswerForm form)
{
    /// <summary>A watch that sets no end is ended by the server after this, as API servers do.</summary>
    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(30);

    private readonly ResourceInfo _resource = request.Resource;
    private readonly string? _namespace = request.Resource.Namespaced && request.Info.Namespace.Length > 0 ? request.Info.Namespace : null;
    private readonly WatchFault? _fault = FaultInjection.Of(request.Http) is { } fault ? new WatchFault(request.Http, fault) : null;
    private readonly string _include = form.As == "Table" ? Reads.Include(request) : "";
    private bool _sentColumns;

    public async Task RunAsync()
    {
        var after = Begin(out var initial);
        var response = request.Http.Response;
        response.ContentType = "application/json";
        await response.StartAsync(request.Aborted);
        await response.Body.FlushAsync(request.Aborted);
        var lifetime = options.TimeoutSeconds > 0 ? TimeSpan.FromSeconds(options.TimeoutSeconds) : LongestWatch;
        using var timeout = new CancellationTokenSource(lifetime, cluster.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, request.Aborted, cluster.Stopping);
        try
        {
            ThrowFault();
            foreach (var stored in initial)
                await SendObjectAsync("ADDED", stored.Value, ended.Token);
            if (options is { SendInitialEvents: true, AllowBookmarks: true })
                await SendBookmarkAsync(after, true, ended.Token);
            if (_fault?.BookmarksOnly is { } silence)
            {
                await OnlyBookmarksAsync(after, silence, ended.Token);
                return;
            }
            await FollowAsync(after, ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The time is up, the client has gone, or the server ends.
        }
        catch (RevisionGoneException e)
        {
            await SendAsync("ERROR", ApiErrors.Gone(e.Message).Status, request.Aborted);
        }
        catch (ApiException e)
        {
            await SendAsync("ERROR", e.Status, request.Aborted);
        }
    }

    private void ThrowFault()
    {
        if (_fault?.Error is { } error)
            throw error;
    }

    /// <summary>Bookmarks that say no more than what was sent: a client that trusts them misses nothing.</summary>
    private async Task OnlyBookmarksAsync(long after, TimeSpan time, CancellationToken ended)
    {
        using var end = new CancellationTokenSource(time, cluster.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, ended);
        while (true)
        {
            if (options.AllowBookmarks)
                await SendBookmarkAsync(after, false, either.Token);
            await Task.Delay(cluster.Options.BookmarkPeriod, cluster.Time, either.Token);
        }
    }

    /// <summary>Where the watch begins, and what is sent before.</summary>
    private long Begin(out IEnumerable<StoredObject> initial)
    {
        var text = options.ResourceVersion;
        if (text.Length > 0 && !ulong.TryParse(text, out _))
        {
            throw ApiErrors.Of(500, "", $"resourceVersion: Invalid value: {GoText.Quote(text)}: strconv.ParseUint: parsing {GoText.Quote(text)}: invalid syntax");
        }
        var version = text.Length == 0 ? 0 : long.Parse(text);
        var isFromNow = text.Length == 0 || version == 0;
        var wantsInitial = options.SendInitialEvents ?? isFromNow;
        if (!wantsInitial)
        {
            initial = [];
            return isFromNow ? cluster.Store.Revision : version;
        }
        var snapshot = cluster.Store.List(_resource.StorageKey, _namespace)!;
        initial = snapshot.Objects.Where(o => IsWatched(o, o.Value));
        return snapshot.Revision;
    }

    private async Task FollowAsync(long after, CancellationToken ended)
    {
        var events = cluster.Store.WatchAsync(_resource.StorageKey, after, ended).GetAsyncEnumerator(ended);
        try
        {
            var next = events.MoveNextAsync().AsTask();
            while (true)
            {
                if (options.AllowBookmarks && !next.IsCompleted)
                {
                    // Taken before the wait: whatever comes later has a later revision.
                    var revision = cluster.Store.Revision;
                    var pause = Task.Delay(cluster.Options.BookmarkPeriod, cluster.Time, ended);
                    if (await Task.WhenAny(next, pause) == pause)
                    {
                        await pause;
                        await SendBookmarkAsync(Math.Max(revision, after), false, ended);
                        continue;
                    }
                }
                if (!await next)
                    return;
                await SendChangeAsync(events.Current, ended);
                next = events.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            await events.DisposeAsync();
        }
    }

    /// <summary>An object that a change takes out of the selection is deleted for this watch, one that it brings in is added.</summary>
    private Task SendChangeAsync(StoreEvent e, CancellationToken ended)
    {
        var isNow = e.Type != StoreEventType.Deleted && IsWatched(e.Object, e.Object.Value);
        var was = e.Previous is not null && IsWatched(e.Object, e.Previous.Value);
        if (isNow)
            return SendObjectAsync(was ? "MODIFIED" : "ADDED", e.Object.Value, ended);
        if (!was)
            return Task.CompletedTask;
        var last = e.Previous!.Value.Clone();
        last.Meta()["resourceVersion"] = e.Revision.ToString();
        return SendObjectAsync("DELETED", last, ended);
    }

    private bool IsWatched(StoredObject at, JsonObject value) =>
        (_namespace is null || at.Namespace == _namespace) &&
        (request.Info.Name.Length == 0 || at.Name == request.Info.Name) &&
        (options.Selectors.IsEmpty || options.Selectors.Matches(_resource.FromStorage is null ? value : _resource.Show(value)));

    private Task SendObjectAsync(string type, JsonObject stored, CancellationToken ended)
    {
        var value = _resource.Show(stored);
        return SendAsync(type, form.As switch
        {
            "Table" => TableOf(value),
            "PartialObjectMetadata" or "PartialObjectMetadataList" => Table.PartialMetadata(value),
            _ => value,
        }, ended);
    }

    /// <summary>Only the first table of a watch describes the columns.</summary>
    private JsonObject TableOf(JsonObject value)
    {
        var version = value.Text("metadata", "resourceVersion");
        var table = Table.Of(_resource, [value], _include, cluster.Time.GetUtcNow());
        table["metadata"] = new JsonObject { ["resourceVersion"] = version };
        if (_sentColumns)
            table["columnDefinitions"] = null;
        _sentColumns = true;
        return table;
    }

    private Task SendBookmarkAsync(long revision, bool isEndOfInitial, CancellationToken ended)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString() };
        if (isEndOfInitial)
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        var isPartial = form.As.StartsWith("Partial", StringComparison.Ordinal);
        JsonObject bookmark;
        if (_resource.IsCustom || isPartial)
        {
            bookmark = new JsonObject
            {
                ["kind"] = isPartial ? "PartialObjectMetadata" : _resource.Kind,
                ["apiVersion"] = isPartial ? "meta.k8s.io/v1" : _resource.ApiVersion,
            };
        }
        else
        {
            bookmark = ObjectEngine.Nothing(_resource);
            bookmark["kind"] = _resource.Kind;
            bookmark["apiVersion"] = _resource.ApiVersion;
        }
        bookmark["metadata"] = metadata;
        if (form.As != "Table")
            return SendAsync("BOOKMARK", bookmark, ended);
        var table = Table.Of(_resource, [], _include, cluster.Time.GetUtcNow());
        table["metadata"] = metadata.DeepClone();
        table["rows"] = new JsonArray(new JsonObject { ["cells"] = new JsonArray(), ["object"] = Table.PartialMetadata(bookmark) });
        return SendAsync("BOOKMARK", table, ended);
    }

    private async Task SendAsync(string type, JsonObject value, CancellationToken ended)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Json.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WritePropertyName("object");
            value.WriteTo(writer);
            writer.WriteEndObject();
        }
        buffer.Write("\n"u8);
        var isEvent = type is "ADDED" or "MODIFIED" or "DELETED";
        if (isEvent && _fault is not null)
            await _fault.BeforeAsync(buffer.WrittenMemory, ended);
        await request.Http.Response.Body.WriteAsync(buffer.WrittenMemory, ended);
        await request.Http.Response.Body.FlushAsync(ended);
        if (isEvent && _fault is not null)
        {
            await _fault.AfterAsync();
            ThrowFault();
        }
    }
}
