namespace SegmentOperator.Kubernetes;

/// <summary>States, on the class that makes the calls, one rule of the generated role.</summary>
/// <param name="group">API group; empty for the core group.</param>
/// <param name="resources">Resources and subresources in their plural, separated by commas: <c>pods,pods/log</c>.</param>
/// <param name="verbs">Verbs, separated by commas: <c>get,list,watch</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
public sealed class RbacAttribute(string group, string resources, string verbs) : Attribute
{
    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; } = group;

    /// <summary>Resources, comma-separated.</summary>
    public string Resources { get; } = resources;

    /// <summary>Verbs, comma-separated.</summary>
    public string Verbs { get; } = verbs;

    /// <summary>Names that the rule is limited to, comma-separated; null for all.</summary>
    public string? ResourceNames { get; init; }

    /// <summary>Why the class needs it: stands beside the rule in the generated manifest.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// Which generated role the rule belongs to. Null: the manager's ClusterRole. Another name: a role of that name that is
    /// bound only in chosen namespaces.
    /// </summary>
    public string? Role { get; init; }
}
