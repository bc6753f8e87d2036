namespace SegmentOperator.Kubernetes;

/// <summary>Names a kind for the generator of CustomResourceDefinitions, in KubeOps' spelling.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>API group, <c>segment-operator.dev</c>.</summary>
    public string Group { get; init; } = "";

    /// <summary>Version within the group.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>The kind.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The name in paths, lower case.</summary>
    public string PluralName { get; init; } = "";

    /// <summary>Where objects of the kind live.</summary>
    public EntityScope Scope { get; init; } = EntityScope.Namespaced;

    /// <summary>Abbreviations for kubectl.</summary>
    public string[] ShortNames { get; init; } = [];

    /// <summary>Groups of kinds that kubectl lists together.</summary>
    public string[] Categories { get; init; } = [];
}
