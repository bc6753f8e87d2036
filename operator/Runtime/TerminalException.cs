namespace SegmentOperator.Runtime;

/// <summary>A failure that repeating does not mend: it is logged and counted, and the object waits for its next change.</summary>
public sealed class TerminalException : Exception
{
    /// <summary>Says what failed and what to change.</summary>
    public TerminalException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
