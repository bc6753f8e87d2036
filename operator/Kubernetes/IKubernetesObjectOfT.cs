namespace SegmentOperator.Kubernetes;

/// <summary>An object whose C# type knows its place in the API, so that the client needs no look-up and no reflection.</summary>
/// <typeparam name="TSelf">The implementing type itself.</typeparam>
public interface IKubernetesObject<TSelf> : IKubernetesObject
    where TSelf : class, IKubernetesObject<TSelf>
{
    /// <summary>Group, version, plural, scope and the serializers of this kind.</summary>
    static abstract ResourceType<TSelf> ResourceType { get; }
}
