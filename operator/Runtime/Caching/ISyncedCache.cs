namespace SegmentOperator.Runtime;

/// <summary>A cache of any kind, for whoever waits for all.</summary>
internal interface ISyncedCache
{
    /// <summary>Waits for the first list.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);
}
