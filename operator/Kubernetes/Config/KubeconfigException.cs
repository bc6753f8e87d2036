namespace SegmentOperator.Kubernetes;

/// <summary>The configuration cannot be used. The message names the file and says what to change.</summary>
public sealed class KubeconfigException(string message, Exception? innerException = null) : Exception(message, innerException);
