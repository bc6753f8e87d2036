namespace SegmentOperator.Archives;

/// <summary>The package must not be deployed. The message is the rest of a sentence that begins with "The package is unsafe: ".</summary>
internal sealed class PackageUnsafeException(string message, Exception? innerException = null) : Exception(message, innerException);
