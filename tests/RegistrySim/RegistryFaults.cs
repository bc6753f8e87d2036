namespace SegmentOperator.RegistrySim;

/// <summary>The faults that are set. Safe for use while requests are served.</summary>
public sealed class RegistryFaults
{
    private readonly Lock turn = new();
    private readonly List<Entry> entries = [];

    private sealed class Entry(RegistryFault fault, int times, Func<RecordedRequest, bool> when)
    {
        public RegistryFault Fault => fault;

        public Func<RecordedRequest, bool> When => when;

        public int Times { get; set; } = times;
    }

    /// <summary>Sets a fault.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="times">For how many requests.</param>
    /// <param name="when">For which requests; null for all. Its path is like <c>/v2/name/manifests/tag</c>.</param>
    public void Add(RegistryFault fault, int times = int.MaxValue, Func<RecordedRequest, bool>? when = null)
    {
        lock (turn) entries.Add(new Entry(fault, times, when ?? (_ => true)));
    }

    /// <summary>All is well again.</summary>
    public void Clear()
    {
        lock (turn) entries.Clear();
    }

    internal RegistryFault? Take(RecordedRequest request)
    {
        lock (turn)
        {
            foreach (var entry in entries)
            {
                if (entry.Times == 0 || !entry.When(request)) continue;
                entry.Times--;
                return entry.Fault;
            }

            return null;
        }
    }
}
