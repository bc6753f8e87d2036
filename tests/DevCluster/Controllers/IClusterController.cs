namespace SegmentOperator.DevCluster.Controllers;

/// <summary>Something that runs beside the API for as long as the cluster does: a controller, or the node.</summary>
internal interface IClusterController
{
    /// <summary>Runs until cancelled. An exception is logged and the controller is started again.</summary>
    Task RunAsync(CancellationToken cancellation);
}
