using Microsoft.Extensions.Logging;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Holds a Lease. It counts as held from the moment a renewal was sent (not answered) for the renew deadline, on the monotonic
/// clock: others may take it over only a lease duration after that renewal arrived, so there is a gap in which nobody acts, and
/// writes in flight end within it. Once lost it is never regained: the process ends and begins anew.
/// </summary>
[Rbac("coordination.k8s.io", "leases", "get,watch,create,update", Role = "segment-operator-own", Reason = "one replica leads: it holds the Lease in the operator's own namespace")]
internal sealed partial class LeaderElector(
    IKubernetesClient client, LeaderElectionOptions options, string identity, TimeProvider time, Random jitter, ILogger<LeaderElector> logger)
    : ILeadership, IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource _acquired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private long? _renewedAt;
    private ObservedLease? _observed;
    private TimeSpan _free;
    private Lease? _held;

    public bool IsHeld
    {
        get
        {
            lock (_lock)
                return _renewedAt is { } at && !_lost.IsCancellationRequested && time.GetElapsedTime(at) < options.RenewDeadline;
        }
    }

    public CancellationToken Lost => _lost.Token;

    public TimeSpan EnsureMayWrite()
    {
        lock (_lock)
        {
            if (_renewedAt is not { } at || _lost.IsCancellationRequested)
                throw new LeadershipLostException();
            var age = time.GetElapsedTime(at);
            return age < options.RenewDeadline ? options.LeaseDuration - age : throw new LeadershipLostException();
        }
    }

    public Task WaitUntilHeldAsync(CancellationToken cancellationToken) => _acquired.Task.WaitAsync(cancellationToken);

    /// <summary>Tries to get the lease, then renews it. Ends when it is lost or on cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        RuntimeMetrics.Leader.Add(0, RuntimeMetrics.Name(options.Name));
        while (!await TryAsync(Attempt, cancellationToken))
            await WaitUntilFreeAsync(cancellationToken);
        LogAcquired(identity, options.Namespace, options.Name);
        RuntimeMetrics.Leader.Add(1, RuntimeMetrics.Name(options.Name));
        _acquired.TrySetResult();
        try
        {
            var begun = time.GetTimestamp();
            while (Remaining() is var remaining && remaining > TimeSpan.Zero)
            {
                var pause = options.RetryPeriod - time.GetElapsedTime(begun);
                if (pause > TimeSpan.Zero)
                    await Task.Delay(remaining < pause ? remaining : pause, time, cancellationToken);
                (remaining, begun) = (Remaining(), time.GetTimestamp());
                if (remaining <= TimeSpan.Zero || (!await TryAsync(remaining < Attempt ? remaining : Attempt, cancellationToken) && _held is null))
                    break;
            }

            LogLost(identity, options.Namespace, options.Name);
        }
        finally
        {
            RuntimeMetrics.Leader.Add(-1, RuntimeMetrics.Name(options.Name));
            if (!cancellationToken.IsCancellationRequested)
                await _lost.CancelAsync();
        }
    }

    /// <summary>Gives the lease back, so that another takes it at once. Call when nothing works under it any more.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        Lease? held;
        lock (_lock)
        {
            held = IsHeld ? _held : null;
            (_held, _renewedAt) = (null, null);
        }

        await _lost.CancelAsync();
        if (held is null)
            return;
        try
        {
            if (!await TryFreeAsync(held, cancellationToken))
            {
                // What is in the way may be an own renewal whose answer nobody waited for any more.
                var lease = await client.FindAsync<Lease>(options.Name, options.Namespace, cancellationToken);
                if (lease?.Spec?.HolderIdentity != identity || !await TryFreeAsync(lease, cancellationToken))
                    return;
            }

            LogReleased(identity, options.Namespace, options.Name);
        }
        catch (Exception error) when (error is KubernetesException or KubernetesUnreachableException or OperationCanceledException)
        {
            LogNotReleased(error.Message, options.Namespace, options.Name);
        }
    }

    private async Task<bool> TryFreeAsync(Lease lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        lease.Spec = new()
        {
            HolderIdentity = "",
            LeaseDurationSeconds = 1,
            AcquireTime = now,
            RenewTime = now,
            LeaseTransitions = lease.Spec?.LeaseTransitions,
        };
        try
        {
            await client.UpdateLeaseAsync(lease, cancellationToken);
            return true;
        }
        catch (KubernetesException error) when (error.IsConflict)
        {
            return false;
        }
    }

    public void Dispose() => _lost.Dispose();

    /// <summary>One that gets no answer in half of the deadline is given up while there is time for another over a new connection.</summary>
    private TimeSpan Attempt => options.RenewDeadline / 2;

    private TimeSpan Remaining()
    {
        lock (_lock)
            return _renewedAt is { } at ? options.RenewDeadline - time.GetElapsedTime(at) : TimeSpan.Zero;
    }

    /// <summary>
    /// Until the lease is given back, or its holder has been silent for as long as it promised. Who stands by watches the lease and
    /// asks for nothing; where the watch does not work, the lease is read again after a pause.
    /// </summary>
    private async Task WaitUntilFreeAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_free > TimeSpan.Zero ? _free : Pause(), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            var watch = new WatchOptions
            {
                Namespace = options.Namespace,
                FieldSelector = $"metadata.name={options.Name}",
                ResourceVersion = _observed?.Version,
            };
            await foreach (var change in client.WatchAsync<Lease>(watch, linked.Token).ConfigureAwait(false))
            {
                if (change.Type == WatchEventType.Bookmark)
                    continue;
                _observed = ObservedLease.After(_observed, change.Object, time);
                var free = _observed.Remaining(change.Object, options, time);
                if (free <= TimeSpan.Zero || change.Type == WatchEventType.Deleted)
                    return;
                silence.CancelAfter(free);
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (silence.IsCancellationRequested)
                return;
            LogNotWatched(error.Message, options.Namespace, options.Name);
        }

        await Task.Delay(Pause(), time, cancellationToken);
    }

    /// <summary>Shorter than the retry period, and no longer than the lease can last, so that an abandoned one is taken in time.</summary>
    private TimeSpan Pause()
    {
        double chance;
        lock (jitter)
            chance = jitter.NextDouble();
        var pause = options.RetryPeriod * (0.7 + (0.25 * chance));
        return _free > TimeSpan.Zero && _free < pause ? _free : pause;
    }

    private async Task<bool> TryAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await AcquireOrRenewAsync(linked.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(error.Message, options.Namespace, options.Name);
            return false;
        }
    }

    private async Task<bool> AcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held && await TryRenewAsync(held, cancellationToken))
            return true;
        var lease = await client.FindAsync<Lease>(options.Name, options.Namespace, cancellationToken);
        if (lease is null)
            return _held is null ? await CreateAsync(cancellationToken) : LoseTo("nobody: it was deleted");
        var mine = lease.Spec?.HolderIdentity == identity;
        if (_held is not null && !mine)
            return LoseTo(lease.Spec?.HolderIdentity ?? "nobody");
        _observed = ObservedLease.After(_observed, lease, time);
        _free = mine ? TimeSpan.Zero : _observed.Remaining(lease, options, time);
        if (_free > TimeSpan.Zero)
            return false;
        return await UpdateAsync(lease, takeOver: !mine, cancellationToken);
    }

    /// <summary>
    /// The usual renewal is one request. A conflict means a look at what is there: it may be the trace of an own renewal whose
    /// answer was lost.
    /// </summary>
    private async Task<bool> TryRenewAsync(Lease held, CancellationToken cancellationToken)
    {
        try
        {
            return await UpdateAsync(held, takeOver: false, cancellationToken);
        }
        catch (KubernetesException error) when (error.IsConflict || error.IsNotFound)
        {
            return false;
        }
    }

    private async Task<bool> CreateAsync(CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        var now = time.GetUtcNow();
        Accept(await client.CreateAsync(Mine(new(), now, 0), new(), cancellationToken), sent);
        return true;
    }

    private async Task<bool> UpdateAsync(Lease lease, bool takeOver, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var acquired = takeOver ? now : lease.Spec?.AcquireTime ?? now;
        var transitions = (lease.Spec?.LeaseTransitions ?? 0) + (takeOver ? 1 : 0);
        var renewed = Mine(lease.DeepCopy(), acquired, transitions);
        var sent = time.GetTimestamp();
        Accept(await client.UpdateLeaseAsync(renewed, cancellationToken), sent);
        return true;
    }

    private bool LoseTo(string holder)
    {
        LogTakenOver(options.Namespace, options.Name, holder);
        lock (_lock)
            (_held, _renewedAt) = (null, null);
        return false;
    }

    private void Accept(Lease lease, long sent)
    {
        lock (_lock)
            (_held, _renewedAt) = (lease, sent);
    }

    private Lease Mine(Lease lease, DateTimeOffset acquired, int transitions)
    {
        lease.Metadata.Name = options.Name;
        lease.Metadata.Namespace = options.Namespace;
        lease.Spec = new()
        {
            HolderIdentity = identity,
            LeaseDurationSeconds = (int)Math.Ceiling(options.LeaseDuration.TotalSeconds),
            AcquireTime = acquired,
            RenewTime = time.GetUtcNow(),
            LeaseTransitions = transitions,
        };
        return lease;
    }
}
