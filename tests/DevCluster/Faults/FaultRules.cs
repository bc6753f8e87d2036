namespace SegmentOperator.DevCluster.Faults;

/// <summary>
/// The faults that a test asks for: for the next calls that match, or for a share of them. Rules are tried in the order they were
/// given; the first that strikes wins. Safe for concurrent use.
/// </summary>
public sealed class FaultRules : IFaults
{
    private readonly Lock _lock = new();
    private readonly List<FaultRule> _rules = [];
    private int _injected;

    /// <summary>How many calls were struck so far, by whatever rule.</summary>
    public int Injected => Volatile.Read(ref _injected);

    /// <summary>Strikes one call that matches, the next one.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="verb">get, list, watch, create, update, patch, delete, deletecollection, or null for any.</param>
    /// <param name="resource">The plural, or plural/subresource, or null for any.</param>
    /// <param name="user">The user's name, or null for anybody.</param>
    public FaultRule Once(Fault fault, string? verb = null, string? resource = null, string? user = null) =>
        Once(fault, new FaultTarget(verb, resource, user));

    /// <summary>Strikes the next calls that match.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="target">Which calls.</param>
    /// <param name="times">How many of them.</param>
    public FaultRule Once(Fault fault, FaultTarget target, int times = 1) => Add(new FaultRule(fault, target, times));

    /// <summary>Strikes every call that matches, until cleared or disposed.</summary>
    public FaultRule Always(Fault fault, FaultTarget target) => Add(new FaultRule(fault, target, int.MaxValue));

    /// <summary>Strikes a share of the calls that match, until cleared or disposed.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="share">The share, from 0 to 1.</param>
    /// <param name="seed">Which calls: the n-th call of one verb on one object by one user meets the same fate under the same seed.</param>
    /// <param name="verb">The verb, or null for any.</param>
    /// <param name="resource">The plural, or plural/subresource, or null for any.</param>
    /// <param name="user">The user's name, or null for anybody.</param>
    public FaultRule Share(Fault fault, double share, int seed, string? verb = null, string? resource = null, string? user = null) =>
        Share(fault, share, seed, new FaultTarget(verb, resource, user));

    /// <summary>Strikes a share of the calls that match, until cleared or disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public FaultRule Share(Fault fault, double share, int seed, FaultTarget target)
    {
        if (share is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share of calls is a number from 0 to 1.");
        lock (_lock)
        {
            // Two rules with one seed do not choose the same calls.
            return Add(new FaultRule(fault, target, int.MaxValue, share, unchecked((seed * 31) + _rules.Count)));
        }
    }

    /// <summary>Everything works again.</summary>
    public void Clear()
    {
        lock (_lock)
            _rules.Clear();
    }

    Fault? IFaults.Next(FaultRequest request)
    {
        lock (_lock)
        {
            if (_rules.Count == 0)
                return null;
            if (_rules.Find(r => r.Strikes(request)) is not { } rule)
                return null;
            _injected++;
            _rules.RemoveAll(r => r.IsSpent);
            return rule.Fault;
        }
    }

    private FaultRule Add(FaultRule rule)
    {
        lock (_lock)
            _rules.Add(rule);
        return rule;
    }
}
