namespace SegmentOperator.Kubernetes;

/// <summary>One line of a watch.</summary>
/// <typeparam name="T">The kind watched.</typeparam>
/// <param name="Type">What happened. Errors do not appear here; they are thrown.</param>
/// <param name="Object">The object after it; the last known state for a deletion; only metadata for a bookmark.</param>
public sealed record WatchEvent<T>(WatchEventType Type, T Object);
