using Microsoft.Extensions.Logging;

namespace SegmentOperator.Runtime;

internal sealed partial class LeaderElector
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} became the leader (lease {Namespace}/{Name})")]
    private partial void LogAcquired(string identity, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Identity} is no longer the leader (lease {Namespace}/{Name}): the process ends")]
    private partial void LogLost(string identity, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Namespace}/{Name} is now held by {Holder}")]
    private partial void LogTakenOver(string @namespace, string name, string holder);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} gave lease {Namespace}/{Name} back")]
    private partial void LogReleased(string identity, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Namespace}/{Name} was not given back and will run out: {Problem}")]
    private partial void LogNotReleased(string problem, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Namespace}/{Name} could not be obtained or renewed: {Problem}")]
    private partial void LogFailed(string problem, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Lease {Namespace}/{Name} cannot be watched and is read instead: {Problem}")]
    private partial void LogNotWatched(string problem, string @namespace, string name);
}
