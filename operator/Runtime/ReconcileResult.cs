namespace SegmentOperator.Runtime;

/// <summary>What a reconcile expects next. Also states, again, the next deadline: an earlier one is replaced.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(ReconcileOutcome outcome) => Outcome = outcome;

    /// <summary>Nothing to do until something changes.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Which of the outcomes it is.</summary>
    public ReconcileOutcome Outcome { get; }

    /// <summary>For <see cref="ReconcileOutcome.After"/>: the pause.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>For <see cref="ReconcileOutcome.At"/>: the moment.</summary>
    public DateTimeOffset Time { get; private init; }

    /// <summary>For <see cref="ReconcileOutcome.Stalled"/>: a CamelCase word.</summary>
    public string? Reason { get; private init; }

    /// <summary>For <see cref="ReconcileOutcome.Stalled"/>: what to change.</summary>
    public string? Message { get; private init; }

    /// <summary>Again after a pause, or earlier if something changes. Zero or less: at once.</summary>
    /// <param name="delay">The pause; years are fine.</param>
    public static ReconcileResult After(TimeSpan delay) => new(ReconcileOutcome.After) { Delay = delay };

    /// <summary>Again at a moment of the wall clock, or earlier if something changes. In the past: at once.</summary>
    /// <param name="time">The moment; years ahead are fine.</param>
    public static ReconcileResult At(DateTimeOffset time) => new(ReconcileOutcome.At) { Time = time };

    /// <summary>Nothing can be done until the object, or what it depends on, changes. Not an error and not repeated.</summary>
    /// <param name="reason">A CamelCase word.</param>
    /// <param name="message">What to change.</param>
    public static ReconcileResult Stalled(string reason, string message) =>
        new(ReconcileOutcome.Stalled) { Reason = reason, Message = message };
}
