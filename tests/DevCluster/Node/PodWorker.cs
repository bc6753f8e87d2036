using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Node.Volumes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>One pod on the node, from the moment it is bound until its object is gone.</summary>
internal sealed class PodWorker : IDisposable
{
    private static readonly TimeSpan EvictionGrace = TimeSpan.FromSeconds(1);
    private readonly NodeServices _node;
    private readonly JsonObject _pod;
    private readonly string _directory;
    private readonly PodVolumes _volumes;
    private readonly List<PodContainer> _containers;
    private readonly DateTimeOffset _start;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private ITimer? _graceTimer;
    private ITimer? _deadlineTimer;
    private bool _mounted;
    private bool _over;
    private PodEnd? _end;

    public PodWorker(NodeServices node, JsonObject pod)
    {
        _node = node;
        _pod = pod.Clone();
        _start = node.Time.GetUtcNow();
        _directory = Path.Combine(node.Directory, "pods", pod.Uid());
        _volumes = new PodVolumes(Path.Combine(_directory, "volumes"));
        _containers =
        [
            .. pod.Objects("spec", "initContainers").Select(c => Container(c, isInit: true)),
            .. pod.Objects("spec", "containers").Select(c => Container(c, isInit: false)),
        ];

        PodContainer Container(JsonObject spec, bool isInit) =>
            new(node, _pod, (JsonObject)spec.DeepClone(), isInit, _directory, _volumes, WriteStatus);
    }

    public IReadOnlyList<PodContainer> Containers => _containers;

    private string Policy => _pod.Text("spec", "restartPolicy") ?? "Always";

    /// <summary>Runs the pod. Completes when its object and everything of it on this machine are gone.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        await using var stopping = shutdown.UnsafeRegister(_ => Stop(new PodEnd(null, null), TimeSpan.Zero), null);
        try
        {
            Directory.CreateDirectory(_directory);
            StartDeadline();
            try
            {
                await RunContainersAsync(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Ended before its containers were started.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _node.Cluster.Log($"pod {_pod.Namespace()}/{_pod.Name()}: {exception}");
                _end ??= new PodEnd("NodeError", exception.Message);
            }
            if (!shutdown.IsCancellationRequested)
            {
                Finish();
                await _gone.Task.WaitAsync(shutdown);
            }
        }
        finally
        {
            _finished.TrySetResult();
            if (Directory.Exists(_directory))
                Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>Takes note of what became of the object.</summary>
    public void Update(JsonObject pod)
    {
        if (!pod.IsDeleting())
            return;
        var grace = pod.Number("metadata", "deletionGracePeriodSeconds") ?? 0;
        if (!_finished.Task.IsCompleted)
            Stop(new PodEnd(null, null), TimeSpan.FromSeconds(grace));
        else if (grace > 0)
            DeleteObject();
    }

    /// <summary>The object is gone: nobody waits for the containers.</summary>
    public void Remove()
    {
        _gone.TrySetResult();
        Stop(new PodEnd(null, null), TimeSpan.Zero);
    }

    public Task EvictAsync(CancellationToken cancellation)
    {
        const string why = "The node was low on resource: memory. ";
        if (Stop(new PodEnd("Evicted", why), EvictionGrace))
        {
            _node.Events.Emit(_pod, "Warning", "Evicted", why);
            Modify(p => PodConditions.Set(p, "DisruptionTarget", "True", "TerminationByKubelet", why, _node.Time.GetUtcNow()));
        }
        return _finished.Task.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        // The sources are left to the collector: a timer that is firing just now may still cancel them.
        _graceTimer?.Dispose();
        _deadlineTimer?.Dispose();
    }

    private async Task RunContainersAsync(CancellationToken stop)
    {
        await MountAsync(stop);
        Enforcement.Note(_node, _pod);
        var sidecars = new Stack<(CancellationTokenSource Stop, Task Run)>();
        try
        {
            if (await InitializeAsync(sidecars, stop))
            {
                await Task.WhenAll(_containers.Where(c => !c.IsInit).Select(c =>
                    c.RunAsync(code => Policy == "Always" || (Policy == "OnFailure" && code != 0), stop, _kill.Token)));
            }
        }
        finally
        {
            // The last one that was started goes first: those before it may be needed by it.
            foreach (var (end, run) in sidecars)
            {
                await end.CancelAsync();
                await run;
                end.Dispose();
            }
        }
    }

    /// <summary>Runs the init containers one after the other; those that stay are handed to the caller. False when one failed.</summary>
    private async Task<bool> InitializeAsync(Stack<(CancellationTokenSource, Task)> sidecars, CancellationToken stop)
    {
        foreach (var container in _containers.Where(c => c.IsInit))
        {
            if (container.IsSidecar)
            {
                // It outlives the others' stop, and nobody starts it again after that.
                var end = new CancellationTokenSource();
                sidecars.Push((end, container.RunAsync(_ => !stop.IsCancellationRequested && !end.IsCancellationRequested, end.Token, _kill.Token)));
                await container.Started.WaitAsync(stop);
                continue;
            }
            await container.RunAsync(code => code != 0 && Policy != "Never", stop, _kill.Token);
            if (container.State is not Terminated { ExitCode: 0 })
                return false;
        }
        return true;
    }

    private async Task MountAsync(CancellationToken stop)
    {
        WriteStatus();
        var sources = new VolumeSources(_node.Cluster, _pod);
        while (_volumes.SetUp(_pod, sources) is { Count: > 0 } failures)
        {
            foreach (var (volume, why) in failures)
                _node.Events.Emit(_pod, "Warning", "FailedMount", $"MountVolume.SetUp failed for volume \"{volume}\" : {why}");
            await Task.Delay(_node.Options.RetryPeriod, _node.Time, stop);
        }
        _mounted = true;
    }

    private void StartDeadline()
    {
        if (_pod.Number("spec", "activeDeadlineSeconds") is not { } seconds)
            return;
        var grace = TimeSpan.FromSeconds(_pod.Number("spec", "terminationGracePeriodSeconds") ?? 30);
        _deadlineTimer = _node.Time.CreateTimer(_ =>
        {
            if (Stop(new PodEnd("DeadlineExceeded", "Pod was active on the node longer than the specified deadline"), grace))
                _node.Events.Emit(_pod, "Normal", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
        }, null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    // The first reason counts; a later, shorter grace period shortens the wait. False when the pod was being ended or is over.
    private bool Stop(PodEnd end, TimeSpan grace)
    {
        bool first;
        lock (_lock)
        {
            if (_over)
                return false;
            first = _end is null;
            _end ??= end;
            _graceTimer?.Dispose();
            _graceTimer = _node.Time.CreateTimer(_ => _kill.Cancel(), null, grace, Timeout.InfiniteTimeSpan);
        }
        _stop.Cancel();
        return first;
    }

    private void Finish()
    {
        lock (_lock)
            _over = true;
        if (_end is not null)
            _containers.ForEach(c => c.GiveUp());
        WriteStatus();
        _finished.TrySetResult();
        _node.Events.Forget(_pod.Uid());
        var current = _node.Cluster.Api.Get(_node.Cluster.Api.Resource("pods"), _pod.Namespace(), _pod.Name());
        if (current is not null && current.Uid() == _pod.Uid() && current.IsDeleting())
            DeleteObject();
    }

    private void DeleteObject() =>
        _node.Cluster.Api.Delete(_node.Cluster.Api.Resource("pods"), _pod.Namespace(), _pod.Name(), _pod.Uid(), gracePeriodSeconds: 0);

    private void WriteStatus()
    {
        if (!_gone.Task.IsCompleted)
            Modify(p => PodStatus.Write(p, _containers, _start, _mounted, _over, _end, _node.Time.GetUtcNow()));
    }

    private void Modify(Action<JsonObject> change)
    {
        lock (_lock)
        {
            try
            {
                _node.Cluster.Api.Modify(_node.Cluster.Api.Resource("pods"), _pod.Namespace(), _pod.Name(), current =>
                {
                    if (current.Uid() != _pod.Uid())
                        return false;
                    change(current);
                    return true;
                }, "status");
            }
            catch (ApiException exception)
            {
                _node.Cluster.Log($"status of pod {_pod.Namespace()}/{_pod.Name()} not written: {exception.Message}");
            }
        }
    }
}
