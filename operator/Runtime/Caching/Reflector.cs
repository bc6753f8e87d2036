using Microsoft.Extensions.Logging;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>
/// Keeps a cache equal to the server, for ever: carries out what <see cref="ReflectorState"/> says and feeds back what came.
/// </summary>
internal sealed partial class Reflector<T>(
    InformerCache<T> cache,
    IKubernetesClient client,
    ControllerRuntimeOptions options,
    TimeProvider time,
    Random jitter,
    ILogger<Reflector<T>> logger) : IInformer
    where T : class, IKubernetesObject<T>
{
    /// <summary>A server that ignores sendInitialEvents never says that the initial events have ended.</summary>
    private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(10);

    private readonly List<T> _listed = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var state = ReflectorState.Start(options.StreamingLists);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                double chance;
                lock (jitter)
                    chance = jitter.NextDouble();
                if (state.Pause(chance) is var pause && pause > TimeSpan.Zero)
                    await Task.Delay(pause, time, cancellationToken);
                state = await NextAsync(state, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<ReflectorState> NextAsync(ReflectorState state, CancellationToken cancellationToken)
    {
        try
        {
            return state.Phase switch
            {
                ReflectorPhase.List => await ListAsync(state, cancellationToken),
                ReflectorPhase.Probe => await ProbeAsync(state, cancellationToken),
                _ => await WatchAsync(state, moved => state = moved, cancellationToken),
            };
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var (failure, retryAfter) = Classify(error, state.Phase);
            RuntimeMetrics.ReflectorFailures.Add(1, new("kind", T.ResourceType.Kind), new("failure", failure.ToString()));
            LogFailed(error.Message, T.ResourceType.GroupResource, state.Phase, state.Failures + 1);
            return state.After(new ReflectorOutcome.Failed(failure, retryAfter));
        }
    }

    private async Task<ReflectorState> ListAsync(ReflectorState state, CancellationToken cancellationToken)
    {
        if (state.Continue is null)
            _listed.Clear();
        var page = await client.ListAsync<T>(
            new()
            {
                Namespace = cache.Options.Namespace,
                LabelSelector = cache.Options.LabelSelector,
                ResourceVersion = state.Continue is not null || state.Version is "" ? null : state.Version,
                Limit = options.ListPageSize,
                Continue = state.Continue,
            },
            cancellationToken);
        _listed.AddRange(page.Items);
        var next = state.After(new ReflectorOutcome.Listed(page.Metadata.ResourceVersion, page.Metadata.Continue));
        if (next.Phase != ReflectorPhase.List)
            Replace(page.Metadata.ResourceVersion, state.Resets(page.Metadata.ResourceVersion));
        return next;
    }

    private async Task<ReflectorState> ProbeAsync(ReflectorState state, CancellationToken cancellationToken)
    {
        var page = await client.ListAsync<T>(new() { Namespace = cache.Options.Namespace, Limit = 1 }, cancellationToken);
        return state.After(new ReflectorOutcome.Probed(page.Metadata.ResourceVersion));
    }

    /// <summary>Reports each state it passes through, so that a failure begins from the last.</summary>
    private async Task<ReflectorState> WatchAsync(ReflectorState state, Action<ReflectorState> moved, CancellationToken cancellationToken)
    {
        var streaming = state.Phase == ReflectorPhase.Stream;
        using var patience = new CancellationTokenSource(streaming ? StreamPatience : Timeout.InfiniteTimeSpan, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var watch = new WatchOptions
        {
            Namespace = cache.Options.Namespace,
            LabelSelector = cache.Options.LabelSelector,
            ResourceVersion = state.Version is "" ? null : state.Version,
            SendInitialEvents = streaming,
            Timeout = options.WatchTimeout,
        };
        _listed.Clear();
        var opened = time.GetTimestamp();
        try
        {
            await foreach (var change in client.WatchAsync<T>(watch, linked.Token).ConfigureAwait(false))
            {
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                state = Take(state, change);
                moved(state);
                if (state.Phase is ReflectorPhase.List || (state.Phase is ReflectorPhase.Stream && !streaming))
                    return state;
                streaming = state.Phase == ReflectorPhase.Stream;
                if (streaming)
                    patience.CancelAfter(StreamPatience);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return state.After(new ReflectorOutcome.Failed(ReflectorFailure.NotSupported));
        }

        var inTime = time.GetElapsedTime(opened) >= options.WatchTimeout - TimeSpan.FromSeconds(5);
        return state.After(new ReflectorOutcome.Ended(inTime));
    }

    private ReflectorState Take(ReflectorState state, WatchEvent<T> change)
    {
        var version = change.Object.Metadata.ResourceVersion;
        if (state.Phase == ReflectorPhase.Stream)
        {
            if (change.Type != WatchEventType.Bookmark)
            {
                _listed.Add(change.Object);
                return state;
            }

            if (change.Object.Metadata.Annotations?.GetValueOrDefault("k8s.io/initial-events-end") != "true")
                return state;
            Replace(version, state.Resets(version));
            return state.After(new ReflectorOutcome.Streamed(version));
        }

        var next = state.After(new ReflectorOutcome.Seen(version));
        if (next.Phase == ReflectorPhase.Watch)
            cache.Apply(change.Type, change.Object);
        return next;
    }

    private void Replace(string? version, bool reset)
    {
        cache.Replace(_listed, version, reset);
        LogListed(T.ResourceType.GroupResource, _listed.Count, version);
        _listed.Clear();
        _listed.TrimExcess();
    }

    private static (ReflectorFailure Failure, TimeSpan? RetryAfter) Classify(Exception error, ReflectorPhase phase) => error switch
    {
        KubernetesException { IsGone: true } or KubernetesException { IsNotFound: true } => (ReflectorFailure.Gone, null),
        KubernetesException { IsInvalid: true } when phase is ReflectorPhase.Stream or ReflectorPhase.Watch => (ReflectorFailure.NotSupported, null),
        KubernetesException { IsInvalid: true } => (ReflectorFailure.Gone, null),
        KubernetesException answered => (ReflectorFailure.Refused, answered.RetryAfter),
        _ => (ReflectorFailure.Unreachable, null),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watching {Resource} failed ({Phase}, {Failures} in a row): {Problem}")]
    private partial void LogFailed(string problem, string resource, ReflectorPhase phase, int failures);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} listed: {Count} objects at resourceVersion {Version}")]
    private partial void LogListed(string resource, int count, string? version);
}
