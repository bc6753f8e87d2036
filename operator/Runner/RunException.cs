namespace SegmentOperator.Runner;

/// <summary>
/// A step before the target ended the run: nothing was started there. The reason is one of
/// <see cref="RunContract.RunReasons"/>, the message is for people.
/// </summary>
internal sealed class RunException(string reason, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string Reason { get; } = reason;
}
