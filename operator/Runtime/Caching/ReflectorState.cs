namespace SegmentOperator.Runtime;

/// <summary>
/// Where a reflector stands. <see cref="After"/> is the whole protocol: a pure step from an outcome to the next state.
/// </summary>
internal sealed record ReflectorState
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(24);

    public ReflectorPhase Phase { get; private init; }

    /// <summary>To list at, "0" or "" (the newest); to watch on from; or the last seen while probing.</summary>
    public string? Version { get; private init; }

    /// <summary>The next page of a list.</summary>
    public string? Continue { get; private init; }

    /// <summary>The server is known to have begun anew.</summary>
    private bool Reset { get; init; }

    /// <summary>The last version seen before a list became necessary.</summary>
    private string? Known { get; init; }

    /// <summary>How often in a row something failed.</summary>
    public int Failures { get; private init; }

    private bool CanStream { get; init; }

    private TimeSpan? RetryAfter { get; init; }

    public static ReflectorState Start(bool streaming) => new()
    {
        CanStream = streaming,
        Phase = streaming ? ReflectorPhase.Stream : ReflectorPhase.List,
        Version = streaming ? "" : "0",
    };

    /// <summary>How long to wait before going on: nothing, or 0.8 s growing to 30 s.</summary>
    /// <param name="jitter">From 0 to 1.</param>
    public TimeSpan Pause(double jitter)
    {
        if (Failures == 0)
            return TimeSpan.Zero;
        var grown = FirstPause * Math.Pow(2, Math.Min(Failures - 1, 16));
        var pause = (grown < LongestPause ? grown : LongestPause) * (1 + (0.25 * jitter));
        return RetryAfter > pause ? RetryAfter.Value : pause;
    }

    /// <summary>
    /// Whether a list of this version replaces what is held even where that has higher versions. A list of the newest that is
    /// older than what was seen can only come from a server that counts anew.
    /// </summary>
    public bool Resets(string? listed) => Reset || (Version is "" && ResourceVersions.IsOlder(listed, Known));

    /// <summary>The next state.</summary>
    public ReflectorState After(ReflectorOutcome outcome) => outcome switch
    {
        ReflectorOutcome.Listed { Continue: { Length: > 0 } next } => Calm() with { Continue = next },
        ReflectorOutcome.Listed listed => WatchOn(listed.Version),
        ReflectorOutcome.Streamed streamed => WatchOn(streamed.Version),
        ReflectorOutcome.Seen seen => AfterSeen(seen.Version),
        ReflectorOutcome.Ended ended => AfterEnded(ended.InTime),
        ReflectorOutcome.Probed probed =>
            ResourceVersions.IsOlder(probed.Version, Version) ? Relist(reset: true) : Calm() with { Phase = ReflectorPhase.Watch },
        ReflectorOutcome.Failed failed => AfterFailure(failed.Failure) with { Failures = Failures + 1, RetryAfter = failed.RetryAfter },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private ReflectorState Calm() => this with { Failures = 0, RetryAfter = null };

    private ReflectorState WatchOn(string? version) =>
        Calm() with { Phase = ReflectorPhase.Watch, Version = version, Continue = null, Reset = false };

    private ReflectorState AfterSeen(string? version)
    {
        if (Phase != ReflectorPhase.Watch || string.IsNullOrEmpty(version))
            return Calm();
        return ResourceVersions.IsOlder(version, Version) ? Relist(reset: true) : Calm() with { Version = version };
    }

    /// <summary>
    /// A watch that ended before its time may have ended with its server. One that was restored to an older state would accept
    /// our version and stay silent for ever, so it is asked for its own first.
    /// </summary>
    private ReflectorState AfterEnded(bool inTime) => Phase switch
    {
        ReflectorPhase.Watch when inTime => Calm(),
        ReflectorPhase.Watch => this with { Phase = ReflectorPhase.Probe, Failures = Failures + 1, RetryAfter = null },
        _ => this with { Failures = Failures + 1, RetryAfter = null },
    };

    /// <summary>A watch that failed is taken up again where it was; only a version that is gone makes a list necessary.</summary>
    private ReflectorState AfterFailure(ReflectorFailure failure) => (Phase, failure) switch
    {
        (ReflectorPhase.Stream, ReflectorFailure.NotSupported) => (this with { CanStream = false }).Relist(Reset) with { Version = "0" },
        (_, ReflectorFailure.Gone) => Relist(Reset),
        (ReflectorPhase.Watch, ReflectorFailure.NotSupported) => Relist(Reset),
        (ReflectorPhase.Watch, ReflectorFailure.Unreachable) => this with { Phase = ReflectorPhase.Probe },
        _ => this,
    };

    private ReflectorState Relist(bool reset) => Calm() with
    {
        Phase = CanStream ? ReflectorPhase.Stream : ReflectorPhase.List,
        Version = "",
        Known = Version is "" or "0" ? Known : Version,
        Continue = null,
        Reset = reset,
    };
}
