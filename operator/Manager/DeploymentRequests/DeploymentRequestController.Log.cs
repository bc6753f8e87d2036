using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.DeploymentRequests;

internal sealed partial class DeploymentRequestController
{
    private static readonly Func<ILogger, string?, string, IDisposable?> BeginScope =
        LoggerMessage.DefineScope<string?, string>("requestUid:{RequestUid} segment:{Segment}");

    [LoggerMessage(1, LogLevel.Information, "DeploymentRequest {Namespace}/{Name} is {Phase} ({Reason}), artifact {Digest}")]
    private static partial void PhaseChanged(ILogger logger, string @namespace, string name, DeploymentPhase phase, string reason, string? digest);
}
