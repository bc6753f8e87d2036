namespace SegmentOperator.Sigstore;

/// <summary>Something from outside is not what it has to be. The message is a sentence without a full stop that names the field.</summary>
public class MalformedException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A key of a kind that is not known here.</summary>
internal sealed class KeyNotSupportedException(string message) : MalformedException(message);
