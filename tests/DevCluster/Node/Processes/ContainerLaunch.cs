namespace SegmentOperator.DevCluster.Node.Processes;

/// <summary>A file or directory of this machine that a container sees at <paramref name="Target"/>.</summary>
internal sealed record Mount(string Source, string Target, bool ReadOnly);

/// <summary>Who a container's process is, and what it may.</summary>
/// <param name="Groups">Supplementary groups.</param>
/// <param name="Capabilities">The bounding set, lower-case without <c>cap_</c>.</param>
internal sealed record ContainerUser(long Uid, long Gid, IReadOnlyList<long> Groups, IReadOnlyList<string> Capabilities);

/// <summary>Everything that is needed to start one container once.</summary>
/// <param name="StateDirectory">An existing, empty directory for this one start.</param>
/// <param name="Environment">The whole environment, with PATH.</param>
internal sealed record ContainerLaunch(
    string StateDirectory,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory,
    IReadOnlyList<Mount> Mounts,
    string Hostname,
    ContainerUser User,
    bool ReadOnlyRoot)
{
    /// <summary>Where <see cref="PrivateRoot"/> leaves the reason when the process could not be started.</summary>
    public string ErrorFile => Path.Combine(StateDirectory, "error");
}
