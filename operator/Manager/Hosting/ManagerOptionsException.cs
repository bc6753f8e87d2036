namespace SegmentOperator.Manager.Hosting;

/// <summary>An option cannot be used; the message names it and says what to change.</summary>
internal sealed class ManagerOptionsException(string message, Exception? cause = null) : Exception(message, cause);
