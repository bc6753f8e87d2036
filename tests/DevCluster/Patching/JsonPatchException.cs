namespace SegmentOperator.DevCluster.Patching;

/// <summary>An operation of a JSON patch does not apply.</summary>
internal class JsonPatchException(string message) : Exception(message);

/// <summary>A test operation of a JSON patch found another value.</summary>
internal sealed class JsonPatchTestException(string message) : JsonPatchException(message);
