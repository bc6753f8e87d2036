using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests.Leadership;

/// <summary>One lease, with a server's compare-and-swap.</summary>
internal sealed class LeaseServer
{
    private readonly Lock _lock = new();
    private Lease? _lease;
    private int _version;

    public string? Holder
    {
        get
        {
            lock (_lock)
                return _lease?.Spec?.HolderIdentity;
        }
    }

    public int Transitions => _lease?.Spec?.LeaseTransitions ?? 0;

    public Connection Connect() => new(this);

    public sealed class Connection(LeaseServer server) : PartialClient
    {
        /// <summary>No request gets through.</summary>
        public bool IsCut { get; set; }

        /// <summary>Requests get through, their answers do not.</summary>
        public bool LosesAnswers { get; set; }

        /// <summary>So many requests, the next ones, get no answer until they are given up.</summary>
        public int Silent { get; set; }

        public int Requests { get; private set; }

        public override Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
            where T : class => Answer(() => (T?)(object?)server._lease?.DeepCopy(), cancellationToken);

        public override Task<T> CreateAsync<T>(T value, CreateOptions options, CancellationToken cancellationToken) => Answer(() =>
        {
            if (server._lease is not null)
                throw Error(409, "AlreadyExists");
            return (T)(object)server.Store((Lease)(object)value);
        }, cancellationToken);

        public override Task<Lease> UpdateLeaseAsync(Lease lease, CancellationToken cancellationToken) => Answer(() =>
        {
            if (server._lease is null)
                throw Error(404, "NotFound");
            if (lease.Metadata.ResourceVersion != server._lease.Metadata.ResourceVersion)
                throw Error(409, "Conflict");
            return server.Store(lease);
        }, cancellationToken);

        private async Task<TAnswer> Answer<TAnswer>(Func<TAnswer> act, CancellationToken cancellationToken)
        {
            Requests++;
            if (Silent > 0)
            {
                Silent--;
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            if (IsCut)
                throw new KubernetesUnreachableException("cut");
            TAnswer answer;
            lock (server._lock)
                answer = act();
            return LosesAnswers ? throw new KubernetesUnreachableException("answer lost") : answer;
        }
    }

    private Lease Store(Lease lease)
    {
        _lease = lease.DeepCopy();
        _lease.Metadata.ResourceVersion = $"{++_version}";
        return _lease.DeepCopy();
    }
}
