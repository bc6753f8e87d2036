namespace SegmentOperator.Kubernetes;

/// <summary>
/// No complete answer came: refused, reset, timed out, unreadable. Whether a write took effect is not known.
/// </summary>
public sealed class KubernetesUnreachableException : Exception
{
    /// <summary>Says what was tried and how it failed.</summary>
    public KubernetesUnreachableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
