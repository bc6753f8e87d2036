using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Takes Events at once and writes them when it can. What happens again within six minutes counts up the Event that is there;
/// one object writes at most 25 and then one each half minute; what the server does not take in three attempts is dropped.
/// </summary>
[Rbac("events.k8s.io", "events", "create,patch", Reason = "what happens is told in Events beside the object that it happens to")]
internal sealed partial class EventRecorder : IEventRecorder
{
    private static readonly TimeSpan SeriesEnd = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan SeriesWrite = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FlushPeriod = TimeSpan.FromSeconds(10);

    private readonly IKubernetesClient _client;
    private readonly ControllerRuntimeOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly Channel<EventRequest> _requests = Channel.CreateBounded<EventRequest>(
        new BoundedChannelOptions(1000) { SingleReader = true });

    private readonly Dictionary<(string?, string?, EventType, string, string, string), EventSeriesState> _series = [];
    private readonly Dictionary<string, TokenBucket> _buckets = new(StringComparer.Ordinal);

    public EventRecorder(
        IKubernetesClient client, ControllerRuntimeOptions options, TimeProvider time, Random random, ILogger<EventRecorder> logger) =>
        (_client, _options, _time, _random, _logger) = (client, options, time, random, logger);

    public void Record(
        IKubernetesObject regarding,
        EventType type,
        string reason,
        string note,
        string? action = null,
        IKubernetesObject? related = null)
    {
        ArgumentNullException.ThrowIfNull(regarding);
        ArgumentNullException.ThrowIfNull(note);
        var request = new EventRequest(
            EventRequest.Reference(regarding),
            related is null ? null : EventRequest.Reference(related),
            type,
            reason,
            action ?? "Reconcile",
            EventRequest.Cut(note),
            _time.GetUtcNow());
        if (!_requests.Writer.TryWrite(request))
            Drop("queue full");
    }

    /// <summary>Writes until cancelled; then writes what is there for a moment longer.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var waiting = _requests.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(waiting, cancellationToken);
                while (_requests.Reader.TryRead(out var request))
                    await WriteAsync(request, cancellationToken);
                if (waiting.IsCompleted)
                    waiting = _requests.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
                await FlushAsync(everything: false, cancellationToken);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(error.Message);
            }
        }
    }

    /// <summary>Writes what has not been written yet; called once, at the end.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (_requests.Reader.TryRead(out var request))
            await WriteAsync(request, cancellationToken);
        await FlushAsync(everything: true, cancellationToken);
    }

    /// <summary>For a request; or, as long as a series may need writing, for a while.</summary>
    private async Task WaitAsync(Task waiting, CancellationToken cancellationToken)
    {
        try
        {
            await waiting.WaitAsync(_series.Count > 0 ? FlushPeriod : Timeout.InfiniteTimeSpan, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look at the series.
        }
    }

    private async Task WriteAsync(EventRequest request, CancellationToken cancellationToken)
    {
        if (_series.TryGetValue(request.Identity, out var series) && request.Time - series.Last < SeriesEnd)
        {
            series.Count++;
            series.Last = request.Time;
            if (series.WrittenCount == 1 && !await WriteSeriesAsync(series, cancellationToken))
                _series.Remove(request.Identity);
            return;
        }

        if (!Bucket(request).TryTake())
        {
            Drop("rate limit");
            return;
        }

        ulong random;
        lock (_random)
            random = (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
        var value = request.ToEvent(_options.ControllerName, _options.InstanceName, random);
        if (await AttemptAsync(() => _client.CreateAsync(value, new(), cancellationToken), cancellationToken))
            _series[request.Identity] = new(value.Metadata.Name!, request.Namespace, request.Time);
    }

    private async Task FlushAsync(bool everything, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        foreach (var (identity, series) in _series.ToList())
        {
            if (series.Count > series.WrittenCount && (everything || now - series.LastWritten >= SeriesWrite)
                && !await WriteSeriesAsync(series, cancellationToken))
            {
                _series.Remove(identity);
            }
            else if (now - series.Last >= SeriesEnd)
            {
                _series.Remove(identity);
            }
        }

        foreach (var (uid, _) in _buckets.Where(pair => pair.Value.IsFull).ToList())
            _buckets.Remove(uid);
    }

    /// <summary>False when the Event is not there any more: the next occurrence is a new one.</summary>
    private async Task<bool> WriteSeriesAsync(EventSeriesState series, CancellationToken cancellationToken)
    {
        var patch = EventSeriesPatch.Of(series.Count, series.Last);
        var written = await AttemptAsync(
            () => _client.PatchAsync<Event>(series.Name, series.Namespace, patch, new(), cancellationToken), cancellationToken);
        (series.WrittenCount, series.LastWritten) = (series.Count, _time.GetUtcNow());
        return written;
    }

    private async Task<bool> AttemptAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await write();
                return true;
            }
            catch (KubernetesException error) when (error.IsAlreadyExists && attempt > 1)
            {
                // The answer to an earlier attempt was lost; the Event is there.
                return true;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                var mayPass = error is KubernetesUnreachableException or KubernetesException { IsTransient: true };
                if (!mayPass || attempt == 3)
                {
                    Drop(error is KubernetesException answered ? answered.Reason : error.GetType().Name);
                    LogNotWritten(error.Message);
                    return false;
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), _time, cancellationToken);
        }
    }

    private TokenBucket Bucket(EventRequest request)
    {
        var uid = request.Regarding.Uid ?? "";
        if (!_buckets.TryGetValue(uid, out var bucket))
            _buckets.Add(uid, bucket = new(25, 1 / 30.0, _time));
        return bucket;
    }

    private static void Drop(string why) => RuntimeMetrics.EventsDropped.Add(1, new KeyValuePair<string, object?>("reason", why));

    [LoggerMessage(Level = LogLevel.Warning, Message = "An Event was not written: {Problem}")]
    private partial void LogNotWritten(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Writing Events failed: {Problem}")]
    private partial void LogFailed(string problem);
}
