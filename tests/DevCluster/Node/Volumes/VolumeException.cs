namespace SegmentOperator.DevCluster.Node.Volumes;

/// <summary>A volume cannot be set up as things are now. Tried again.</summary>
internal sealed class VolumeException(string message) : Exception(message);
