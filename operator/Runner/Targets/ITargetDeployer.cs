using SegmentOperator.Runner.Artifacts;

namespace SegmentOperator.Runner.Targets;

/// <summary>Puts one package on one target, or lets the target check it.</summary>
internal interface ITargetDeployer
{
    /// <summary>The layer that this target takes.</summary>
    string LayerMediaType { get; }

    /// <summary>Reads the package through and says in a few words what is in it. Nothing of the target is touched.</summary>
    /// <exception cref="PackageUnsafeException">It must not be deployed.</exception>
    string Inspect(FetchedLayer layer, CancellationToken cancellationToken);

    /// <summary>
    /// Carries the run out. Every end that can be foreseen is a value; when <paramref name="stop"/> is signalled the target is
    /// asked to stop, and what it then says is the outcome.
    /// </summary>
    Task<TargetOutcome> DeployAsync(FetchedLayer layer, StopSignal stop);
}
