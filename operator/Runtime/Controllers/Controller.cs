using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Workers of one controller: they take keys, call the reconciler under a guard, and say what happens next.</summary>
internal sealed partial class Controller<T> : IControllerLoop, IControllerQueue<T>, IDisposable
    where T : class, IKubernetesObject<T>
{
    /// <summary>How long a cancelled reconcile may go on before its worker turns to other keys. Its own key stays locked.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ControllerBuilder<T> _setup;
    private readonly ICache<T> _cache;
    private readonly IEntityController<T> _reconciler;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ILogger _logger;
    private readonly WorkQueue _queue;
    private readonly Lock _lock = new();
    private readonly HashSet<ObjectKey> _deleted = [];
    private readonly HashSet<Task> _stragglers = [];

    public Controller(
        ControllerBuilder<T> setup,
        ICache<T> cache,
        IEnumerable<ControllerSource> sources,
        IEntityController<T> reconciler,
        TimeSpan defaultTimeout,
        TimeProvider time,
        ILogger<Controller<T>> logger)
    {
        (_setup, _cache, _reconciler, _time, _logger) = (setup, cache, reconciler, time, logger);
        _timeout = setup.ReconcileTimeout ?? defaultTimeout;
        _queue = new(setup.ControllerName, time);
        cache.Subscribe(OnChange);
        foreach (var source in sources)
            source.Connect((key, initial, settle) =>
            {
                if (initial || settle == TimeSpan.Zero)
                    Enqueue(key, initial);
                else
                    _queue.AddAfter(key, settle);
            });
    }

    public string Name => _setup.ControllerName;

    public void Enqueue(ObjectKey key) => Enqueue(key, initial: false);

    public void EnqueueAfter(ObjectKey key, TimeSpan delay) => _queue.AddAfter(key, delay);

    public async Task RunAsync(CancellationToken stop, CancellationToken abandon)
    {
        KeyValuePair<string, object?> tag = RuntimeMetrics.Controller(Name);
        RuntimeMetrics.MaxWorkers.Add(_setup.WorkerCount, tag);
        RuntimeMetrics.Begin(Name);
        await using (stop.UnsafeRegister(queue => ((WorkQueue)queue!).Close(), _queue))
            await Task.WhenAll(Enumerable.Range(0, _setup.WorkerCount).Select(_ => Task.Run(() => WorkAsync(abandon), CancellationToken.None)));
        Task[] rest;
        lock (_lock)
            rest = [.. _stragglers];
        await Task.WhenAll(rest);
        RuntimeMetrics.MaxWorkers.Add(-_setup.WorkerCount, tag);
    }

    public void Dispose() => _queue.Dispose();

    private void Enqueue(ObjectKey key, bool initial) =>
        _queue.Add(key, initial ? QueuePriority.Initial : QueuePriority.Live, Activity.Current?.Context);

    private void OnChange(CacheChange<T> change)
    {
        var replaced = change.Before is not null && change.Before.Metadata.Uid != change.After?.Metadata.Uid;
        if (replaced)
        {
            lock (_lock)
                _deleted.Add(change.Key);
        }

        if (replaced || _setup.Filter is null || _setup.Filter(change))
            Enqueue(change.Key, change.Initial);
        if (change.After is { } now && _setup.Moment?.Invoke(now) is { } moment)
            _queue.AddAt(change.Key, moment);
    }

    private async Task WorkAsync(CancellationToken abandon)
    {
        while (await _queue.TakeAsync(CancellationToken.None) is { } item)
        {
            var work = ReconcileAsync(item, abandon);
            try
            {
                await work.WaitAsync(_timeout + Grace, _time, abandon);
            }
            catch (OperationCanceledException)
            {
                await work;
            }
            catch (TimeoutException)
            {
                LogIgnoresCancellation(Name, item.Key, _timeout);
                lock (_lock)
                    _stragglers.Add(work);
                _ = work.ContinueWith(
                    Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    private void Forget(Task straggler)
    {
        lock (_lock)
            _stragglers.Remove(straggler);
    }

    /// <summary>Never throws: whatever the reconciler does, the key is given back with a next step.</summary>
    private async Task ReconcileAsync(WorkItem item, CancellationToken abandon)
    {
        await Task.Yield();
        var tag = RuntimeMetrics.Controller(Name);
        RuntimeMetrics.ActiveWorkers.Add(1, tag);
        var begun = _time.GetTimestamp();
        using var activity = ReconcileActivity.Start(Name, item);
        var (verdict, result) = await AttemptAsync(item, activity, abandon);
        var seconds = _time.GetElapsedTime(begun).TotalSeconds;
        RuntimeMetrics.ReconcileTime.Record(seconds, tag);
        RuntimeMetrics.WorkDuration.Record(seconds, RuntimeMetrics.Name(Name), tag);
        RuntimeMetrics.Reconciles.Add(1, tag, new("result", result));
        RuntimeMetrics.ActiveWorkers.Add(-1, tag);
        _queue.Done(item, verdict);
    }

    private async Task<(WorkVerdict Verdict, string Result)> AttemptAsync(WorkItem item, Activity? activity, CancellationToken abandon)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, abandon);
        try
        {
            var result = await CallAsync(item.Key, linked.Token);
            return Next(item.Key, result);
        }
        catch (Exception) when (abandon.IsCancellationRequested)
        {
            return (WorkVerdict.Forget, "cancelled");
        }
        catch (TerminalException error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            RuntimeMetrics.TerminalErrors.Add(1, RuntimeMetrics.Controller(Name));
            LogTerminal(error, Name, item.Key);
            return (WorkVerdict.Forget, "error");
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            RuntimeMetrics.ReconcileErrors.Add(1, RuntimeMetrics.Controller(Name));
            if (limit.IsCancellationRequested)
                RuntimeMetrics.Timeouts.Add(1, RuntimeMetrics.Controller(Name));
            Log(error, item, limit.IsCancellationRequested);
            var least = (error as KubernetesException)?.RetryAfter ?? TimeSpan.Zero;
            return (new WorkVerdict.Retry(least), "error");
        }
    }

    private async Task<ReconcileResult> CallAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        bool deleted;
        lock (_lock)
            deleted = _deleted.Contains(key);
        if (deleted)
        {
            await _reconciler.DeletedAsync(key, cancellationToken);
            lock (_lock)
                _deleted.Remove(key);
        }

        return _cache.Get(key) is { } entity
            ? await _reconciler.ReconcileAsync(entity.DeepCopy(), cancellationToken)
            : ReconcileResult.Done;
    }

    private (WorkVerdict Verdict, string Result) Next(ObjectKey key, ReconcileResult result)
    {
        switch (result.Outcome)
        {
            case ReconcileOutcome.After:
                return (new WorkVerdict.After(result.Delay), "requeue_after");
            case ReconcileOutcome.At:
                return (new WorkVerdict.At(result.Time), "requeue_after");
            case ReconcileOutcome.Stalled:
                LogStalled(Name, key, result.Reason, result.Message);
                return (WorkVerdict.Forget, "success");
            default:
                return (WorkVerdict.Forget, "success");
        }
    }

    /// <summary>A conflict says that somebody was quicker, which happens; it is not worth a warning.</summary>
    private void Log(Exception error, WorkItem item, bool timedOut)
    {
        if (timedOut)
            LogTimedOut(Name, item.Key, _timeout);
        else if (error is KubernetesException { IsConflict: true })
            LogConflict(Name, item.Key, error.Message);
        else
            LogFailed(error, Name, item.Key, item.Failures + 1, RetryPause.After(item.Failures + 1));
    }
}
