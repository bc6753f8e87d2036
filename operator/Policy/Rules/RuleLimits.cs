namespace SegmentOperator.Policy.Rules;

/// <summary>How much work a rule may do, in the cost units of Kubernetes.</summary>
internal static class RuleLimits
{
    /// <summary>What an expression may cost by its text, for a package of the most components: refused when the segment is accepted.</summary>
    public const ulong StaticCost = 100_000_000;

    /// <summary>
    /// What lists and texts inside of a predicate are taken for by that estimate: nobody knows what scanners write. What they really are is
    /// bounded when the rule is evaluated.
    /// </summary>
    public const ulong UnboundedSize = 64;

    /// <summary>What one evaluation may cost: beyond it the rule denies.</summary>
    public const long RunTimeCost = 3_000_000;
}
