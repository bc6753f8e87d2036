namespace SegmentOperator.Manager.DeploymentRequests;

internal sealed partial class DeploymentRequestController
{
    private static readonly Func<ILogger, string?, string, IDisposable?> BeginScope =
        LoggerMessage.DefineScope<string?, string>("requestUid:{RequestUid} segment:{Segment}");
}
