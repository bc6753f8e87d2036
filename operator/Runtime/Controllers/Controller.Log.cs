using Microsoft.Extensions.Logging;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

internal sealed partial class Controller<T>
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Controller} {Key} failed ({Failures} in a row), again in {Delay}")]
    private partial void LogFailed(Exception error, string controller, ObjectKey key, int failures, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} {Key} conflicted and is repeated: {Problem}")]
    private partial void LogConflict(string controller, ObjectKey key, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Controller} {Key} took longer than {Timeout}, was cancelled and is repeated")]
    private partial void LogTimedOut(string controller, ObjectKey key, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Controller} {Key} failed for good, until it changes")]
    private partial void LogTerminal(Exception error, string controller, ObjectKey key);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Controller} {Key} is stalled until somebody changes something: {Reason}: {Problem}")]
    private partial void LogStalled(string controller, ObjectKey key, string? reason, string? problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Controller} {Key} was cancelled after {Timeout} and does not end; its worker goes on with other keys")]
    private partial void LogIgnoresCancellation(string controller, ObjectKey key, TimeSpan timeout);
}
