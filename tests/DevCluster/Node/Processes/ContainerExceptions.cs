namespace SegmentOperator.DevCluster.Node.Processes;

/// <summary>The container cannot be created as it is described now: a key is missing, a user is not permitted. Tried again.</summary>
internal sealed class ContainerConfigException(string message) : Exception(message);

/// <summary>The container was created, and its process could not be started.</summary>
internal sealed class ContainerStartException(string message) : Exception(message);
