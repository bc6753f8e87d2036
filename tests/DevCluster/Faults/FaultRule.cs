namespace SegmentOperator.DevCluster.Faults;

/// <summary>A fault that a test asked for, and how often it struck. Disposing it withdraws it.</summary>
public sealed class FaultRule : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<FaultRequest, int> _seen = [];
    private readonly double _share;
    private readonly int _seed;
    private int _left;
    private int _injected;

    internal FaultRule(Fault fault, FaultTarget target, int times, double share = 1, int seed = 0) =>
        (Fault, Target, _left, _share, _seed) = (fault, target, times, share, seed);

    /// <summary>What goes wrong.</summary>
    public Fault Fault { get; }

    /// <summary>For which calls.</summary>
    public FaultTarget Target { get; }

    /// <summary>How many calls were struck so far.</summary>
    public int Injected => Volatile.Read(ref _injected);

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
            _left = 0;
    }

    internal bool IsSpent
    {
        get
        {
            lock (_lock)
                return _left == 0;
        }
    }

    internal bool Strikes(FaultRequest request)
    {
        if (!Target.Matches(request))
            return false;
        lock (_lock)
        {
            if (_left == 0 || (_share < 1 && ShareOf(request) >= _share))
                return false;
            if (_left != int.MaxValue)
                _left--;
            _injected++;
            return true;
        }
    }

    /// <summary>
    /// A number in [0, 1) that depends on the seed, on what is called and on how often that was called before, and on nothing else:
    /// so the n-th call of a kind meets the same fate in every run, whichever thread is quicker.
    /// </summary>
    private double ShareOf(FaultRequest request)
    {
        var count = _seen[request] = _seen.GetValueOrDefault(request) + 1;
        var hash = 14695981039346656037UL ^ (uint)_seed;
        foreach (var c in $"{count} {request.Verb} {request.Group} {request.Resource} {request.Subresource} {request.Namespace} {request.Name} {request.User}")
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return ((hash ^ (hash >> 33)) >> 11) / (double)(1UL << 53);
    }
}
