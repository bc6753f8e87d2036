namespace SegmentOperator.Sigstore;

/// <summary>Something attached to an artifact is not what it has to be. Never leaves the project.</summary>
internal sealed class MalformedException(string message, Exception? innerException = null) : Exception(message, innerException);
