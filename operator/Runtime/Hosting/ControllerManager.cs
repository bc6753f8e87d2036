using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SegmentOperator.Runtime;

/// <summary>
/// The order of things: health server, caches, election, workers; and back in reverse. A lease that is lost ends the process
/// with exit code 1.
/// </summary>
internal sealed partial class ControllerManager(
    ControllerRuntimeOptions options,
    HealthServer health,
    IEnumerable<IInformer> informers,
    IEnumerable<IReadinessCheck> caches,
    IEnumerable<IControllerLoop> controllers,
    ILeadership leadership,
    EventRecorder events,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ControllerManager> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopInformers = new();
    private readonly CancellationTokenSource _stopElection = new();
    private readonly CancellationTokenSource _stopWork = new();
    private readonly CancellationTokenSource _abandonWork = new();
    private readonly CancellationTokenSource _stopEvents = new();
    private readonly List<Task> _watching = [];
    private Task _election = Task.CompletedTask;
    private Task _work = Task.CompletedTask;
    private Task _recording = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await health.StartAsync(cancellationToken);
        if (health.Address is { } address)
            LogListening(address);
        foreach (var informer in informers)
            _watching.Add(Task.Run(() => informer.RunAsync(_stopInformers.Token), CancellationToken.None));
        _recording = Task.Run(() => Quietly(events.RunAsync, _stopEvents.Token), CancellationToken.None);
        _work = Task.Run(() => Quietly(WorkAsync, _stopWork.Token), CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ShutdownTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var ends = linked.Token;
        await _stopWork.CancelAsync();
        var drained = await EndsAsync(_work, options.ShutdownTimeout / 3, ends);
        await _abandonWork.CancelAsync();
        drained = drained || await EndsAsync(_work, options.ShutdownTimeout / 3, ends);
        if (drained)
            await RecordRestAsync(ends);
        await _stopElection.CancelAsync();
        await EndsAsync(_election, TimeSpan.FromSeconds(2), ends);
        if (!drained)
            LogNotDrained();
        else if (leadership is LeaderElector elector)
            await elector.ReleaseAsync(ends);
        await _stopInformers.CancelAsync();
        await EndsAsync(Task.WhenAll(_watching), TimeSpan.FromSeconds(5), ends);
        await health.StopAsync(ends);
    }

    public void Dispose()
    {
        _stopInformers.Dispose();
        _stopElection.Dispose();
        _stopWork.Dispose();
        _abandonWork.Dispose();
        _stopEvents.Dispose();
    }

    /// <summary>Who cannot read does not stand for election: a leader without caches would only keep others from working.</summary>
    private async Task WorkAsync(CancellationToken stop)
    {
        await Task.WhenAll(caches.OfType<ISyncedCache>().Select(cache => cache.WaitForSyncAsync(stop)));
        LogSynced();
        // What reading the lists took is given back once, while nobody waits for anything.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (leadership is LeaderElector elector)
            _election = Task.Run(() => Quietly(elector.RunAsync, _stopElection.Token), CancellationToken.None);
        await leadership.WaitUntilHeldAsync(stop);
        await using var onLoss = leadership.Lost.UnsafeRegister(_ => Lose(), null);
        LogWorking();
        await Task.WhenAll(controllers.Select(controller => controller.RunAsync(stop, _abandonWork.Token)));
    }

    private void Lose()
    {
        if (_stopWork.IsCancellationRequested)
            return;
        Environment.ExitCode = 1;
        _abandonWork.Cancel();
        lifetime.StopApplication();
    }

    private async Task RecordRestAsync(CancellationToken cancellationToken)
    {
        await _stopEvents.CancelAsync();
        if (await EndsAsync(_recording, TimeSpan.FromSeconds(2), cancellationToken) && leadership.IsHeld)
            await EndsAsync(Quietly(events.FinishAsync, cancellationToken), TimeSpan.FromSeconds(3), cancellationToken);
    }

    private async Task<bool> EndsAsync(Task task, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(within, time, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return task.IsCompleted;
        }
    }

    private async Task Quietly(Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        try
        {
            await run(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end.
        }
        catch (Exception error)
        {
            LogBroken(error);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Health and metrics on {Address}")]
    private partial void LogListening(Uri address);

    [LoggerMessage(Level = LogLevel.Information, Message = "All caches are synced")]
    private partial void LogSynced();

    [LoggerMessage(Level = LogLevel.Information, Message = "Controllers are working")]
    private partial void LogWorking();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Work did not end in time: the lease is not given back and runs out")]
    private partial void LogNotDrained();

    [LoggerMessage(Level = LogLevel.Critical, Message = "A part of the runtime broke; the process ends")]
    private partial void LogBroken(Exception error);
}
