namespace SegmentOperator.Manager.VerifyBundle;

/// <summary>A file or argument that cannot be used. The message is a sentence that names it.</summary>
internal sealed class BadInputException(string message) : Exception(message);
