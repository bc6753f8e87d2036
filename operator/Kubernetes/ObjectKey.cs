namespace SegmentOperator.Kubernetes;

/// <summary>An object's name within its kind.</summary>
/// <param name="Namespace">The namespace; empty for cluster-scoped kinds.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary>The key of a cluster-scoped object.</summary>
    /// <param name="name">Its name.</param>
    public ObjectKey(string name)
        : this("", name)
    {
    }

    /// <summary>The key that <paramref name="value"/>'s metadata states.</summary>
    /// <param name="value">The object.</param>
    public static ObjectKey Of(IKubernetesObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(value.Metadata.Namespace ?? "", value.Metadata.Name ?? "");
    }

    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}
