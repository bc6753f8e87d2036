using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.AccessGrants;

internal sealed partial class AccessGrantController
{
    private static readonly Func<ILogger, string?, string, IDisposable?> BeginScope =
        LoggerMessage.DefineScope<string?, string>("grantUid:{GrantUid} segment:{Segment}");

    [LoggerMessage(1, LogLevel.Information, "AccessGrant {Namespace}/{Name} is {Phase} ({Reason}), expires {ExpiresAt:u}")]
    private static partial void PhaseChanged(ILogger logger, string @namespace, string name, GrantPhase phase, string reason, DateTimeOffset? expiresAt);

    [LoggerMessage(2, LogLevel.Warning, "AccessGrant {Namespace}/{Name} could not be taken back ({Failure}), which could not be written down either ({Problem}); trying again")]
    private static partial void RevocationNotRecorded(ILogger logger, string @namespace, string name, string? failure, string problem);
}
