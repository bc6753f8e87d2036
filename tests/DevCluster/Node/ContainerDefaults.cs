namespace SegmentOperator.DevCluster.Node;

/// <summary>What a container gets that says nothing itself.</summary>
internal static class ContainerDefaults
{
    /// <summary>The user and group of every image here: <c>nonroot</c>, as in distroless images.</summary>
    public const long User = 65532;

    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public const string TerminationMessagePath = "/dev/termination-log";

    /// <summary>The capabilities that container runtimes leave a root process.</summary>
    public static readonly IReadOnlyList<string> Capabilities =
    [
        "chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "net_bind_service", "sys_chroot",
        "audit_write", "setfcap",
    ];
}
