namespace SegmentOperator.Policy.Cel;

/// <summary>
/// How much work evaluations may do, in the cost units of Kubernetes: about one for each step, more for work that grows with
/// the data. One budget may serve several evaluations, one after the other. Not for use from several threads at once.
/// </summary>
public sealed class CelCostBudget(long limit)
{
    /// <summary>What Kubernetes allows a single validation rule: 1,000,000.</summary>
    public const long PerCallLimit = 1_000_000;

    /// <summary>What Kubernetes allows all the rules of one object together: 10,000,000.</summary>
    public const long PerObjectLimit = 10_000_000;

    /// <summary>The error of an evaluation that the budget ended.</summary>
    public const string ExceededMessage = "operation cancelled: actual cost limit exceeded";

    /// <summary>What may be spent in all.</summary>
    public long Limit { get; } = limit;

    /// <summary>What was spent so far.</summary>
    public long Used { get; private set; }

    /// <summary>Whether more was spent than there was.</summary>
    public bool Exceeded => Used > Limit;

    internal void Restart() => Used = 0;

    internal bool TrySpend(long cost)
    {
        Used = Used > long.MaxValue - cost ? long.MaxValue : Used + cost;
        return Used <= Limit;
    }
}
