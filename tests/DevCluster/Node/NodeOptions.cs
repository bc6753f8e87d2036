namespace SegmentOperator.DevCluster.Node;

/// <summary>How a container is kept apart from the machine it runs on.</summary>
public enum Isolation
{
    /// <summary>The strongest of the others that this machine permits.</summary>
    Automatic,

    /// <summary>Mount, PID, IPC and UTS namespaces, made by root; containers run as their own user.</summary>
    Namespaces,

    /// <summary>The same inside a user namespace, made by an ordinary user.</summary>
    UserNamespaces,

    /// <summary>Plain processes. Volumes lie under the pod's directory; paths in arguments and environment are rewritten.</summary>
    None,
}

/// <summary>What the node runs, and how.</summary>
public sealed class NodeOptions
{
    /// <summary>The name of the one node.</summary>
    public string Name { get; init; } = "devcluster";

    /// <summary>
    /// Images: a reference without tag and digest, or a prefix of it that ends before a slash, to a local path. An executable file
    /// is the entrypoint; of a directory it is the file named like the image's last path segment. The directory is mounted
    /// read-only on <c>/app</c>, on top of the machine's own programs and libraries. An image runs as user 65532 unless the pod says else.
    /// </summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    /// <summary>How containers are kept apart.</summary>
    public Isolation Isolation { get; init; }

    /// <summary>How long a pod with a volume or key that is missing waits before the next look.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first wait before a crashed container, or a pull that failed, is tried again; it doubles up to five minutes.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(10);
}
