namespace SegmentOperator.Runtime;

/// <summary>Keeps one cache equal to the server.</summary>
internal interface IInformer
{
    /// <summary>Runs until cancelled; never ends by itself.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
