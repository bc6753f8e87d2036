namespace SegmentOperator.Policy.Cel;

/// <summary>The least and the most that one evaluation can cost, from the declared bounds of what it reads.</summary>
/// <param name="Min">For the cheapest valid input.</param>
/// <param name="Max">For the dearest valid input; <see cref="ulong.MaxValue"/> where nothing bounds it.</param>
public readonly record struct CelCostEstimate(ulong Min, ulong Max)
{
    /// <summary>
    /// The most that a kube-apiserver lets a single rule of a CustomResourceDefinition cost, multiplied by how often the rule's
    /// place can occur in an object.
    /// </summary>
    public const ulong RuleLimit = 10_000_000;

    /// <summary>The most that all the rules of one CustomResourceDefinition may cost together.</summary>
    public const ulong SchemaLimit = 100_000_000;
}
