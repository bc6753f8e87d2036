namespace SegmentOperator.DevCluster.Faults;

/// <summary>The faults a test asks for. Rules are tried in order; the first that applies wins. Safe for concurrent use.</summary>
public sealed class FaultRules : IFaults
{
    private readonly Lock _lock = new();
    private readonly List<Rule> _rules = [];
    private Random? _random;

    /// <summary>Injects a fault into one request that matches, the next one.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="verb">get, list, watch, create, update, patch, delete, or null for any.</param>
    /// <param name="resource">The plural, or null for any.</param>
    public void Once(Fault fault, string? verb = null, string? resource = null) => Add(new Rule(fault, verb, resource, null, 1));

    /// <summary>Injects a fault into a share of the requests that match, between 0 and 1, until cleared.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="share">The probability.</param>
    /// <param name="seed">Makes the choice repeatable.</param>
    /// <param name="verb">The verb, or null for any.</param>
    /// <param name="resource">The plural, or null for any.</param>
    public void Share(Fault fault, double share, int seed, string? verb = null, string? resource = null)
    {
        lock (_lock)
            _random ??= new Random(seed);
        Add(new Rule(fault, verb, resource, share, int.MaxValue));
    }

    /// <summary>Everything works again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
            _random = null;
        }
    }

    Fault? IFaults.Next(FaultRequest request)
    {
        lock (_lock)
        {
            foreach (var rule in _rules)
            {
                if (!rule.Matches(request) || (rule.Share is { } share && _random!.NextDouble() >= share))
                    continue;
                if (--rule.Left == 0)
                    _rules.Remove(rule);
                return rule.Fault;
            }
            return null;
        }
    }

    private void Add(Rule rule)
    {
        lock (_lock)
            _rules.Add(rule);
    }

    private sealed class Rule(Fault fault, string? verb, string? resource, double? share, int left)
    {
        public Fault Fault { get; } = fault;

        public double? Share { get; } = share;

        public int Left { get; set; } = left;

        public bool Matches(FaultRequest request) =>
            (verb is null || verb == request.Verb) && (resource is null || resource == request.Resource);
    }
}
