namespace SegmentOperator.DevCluster.Node;

/// <summary>
/// Where a node keeps volumes and logs. A temporary one is locked as long as its process lives, and goes when disposed; one that a
/// killed process left behind, with whatever Secrets were mounted, is removed by the next node that starts.
/// </summary>
internal sealed class NodeDirectory : IDisposable
{
    private const string Prefix = "devcluster-";
    private const string LockFile = "lock";
    private readonly FileStream? _lock;

    private NodeDirectory(string path, FileStream? @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <summary>The directory that was asked for, or a temporary one below <paramref name="parent"/>.</summary>
    public static NodeDirectory Open(string? asked, string parent)
    {
        if (asked is not null)
            return new NodeDirectory(Directory.CreateDirectory(System.IO.Path.GetFullPath(asked)).FullName, null);
        RemoveStale(parent);
        string path;
        do
            path = System.IO.Path.Combine(parent, Prefix + System.IO.Path.GetRandomFileName());
        while (Directory.Exists(path));
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new NodeDirectory(path, TryLock(path, FileMode.CreateNew));
    }

    public void Dispose()
    {
        if (_lock is null)
            return;
        Directory.Delete(Path, recursive: true);
        _lock.Dispose();
    }

    /// <summary>What has no lock file is not ours, or not yet; what cannot be locked is in use.</summary>
    private static void RemoveStale(string parent)
    {
        foreach (var path in Directory.GetDirectories(parent, Prefix + "*"))
        {
            using var taken = File.Exists(System.IO.Path.Combine(path, LockFile)) ? TryLock(path, FileMode.Open) : null;
            if (taken is null)
                continue;
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody else removes it, too, or it holds a mount: the next start tries again.
            }
        }
    }

    private static FileStream? TryLock(string directory, FileMode mode)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(directory, LockFile), mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
