using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Targets;

/// <summary>How it went at the target.</summary>
/// <param name="Reason">One of <see cref="RunReasons"/>.</param>
/// <param name="State">What is known of the target.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record TargetOutcome(string Reason, RunTargetState State, string Message)
{
    public string? DeployId { get; init; }

    public string? TargetStatus { get; init; }

    public RunCounts? Components { get; init; }

    public RunCounts? Tests { get; init; }

    public IReadOnlyList<RunFailure> Failures { get; init; } = [];

    /// <summary>Nothing was started at the target.</summary>
    public static TargetOutcome NotStarted(string reason, string message) => new(reason, RunTargetState.Unchanged, message);

    /// <summary>The target has the package, and nobody knows what became of it.</summary>
    public static TargetOutcome Lost(string message, string? deployId = null) =>
        new(RunReasons.OutcomeUnknown, RunTargetState.Unknown, message) { DeployId = deployId };
}
