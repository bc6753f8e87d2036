namespace SegmentOperator.Runtime;

/// <summary>A controller that the host starts and stops.</summary>
internal interface IControllerLoop
{
    /// <summary>Its name in metrics and logs.</summary>
    string Name { get; }

    /// <summary>Works until <paramref name="stop"/>, then lets what runs finish for a while, and ends.</summary>
    /// <param name="stop">No new work.</param>
    /// <param name="abandon">Work in progress is cancelled.</param>
    Task RunAsync(CancellationToken stop, CancellationToken abandon);
}
