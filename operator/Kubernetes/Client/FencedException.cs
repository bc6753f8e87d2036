namespace SegmentOperator.Kubernetes;

/// <summary>A write was not sent because this process may no longer write. Base of what a fence throws.</summary>
public abstract class FencedException(string message) : InvalidOperationException(message);
