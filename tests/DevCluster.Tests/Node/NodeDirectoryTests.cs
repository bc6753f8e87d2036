using SegmentOperator.DevCluster.Node;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class NodeDirectoryTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("node-directory-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void What_a_killed_process_left_is_removed_by_the_next()
    {
        var left = Directory.CreateDirectory(Path.Combine(_parent, "devcluster-left")).FullName;
        File.WriteAllText(Path.Combine(left, "lock"), "");
        File.WriteAllText(Path.Combine(left, "secret"), "s");
        using var mine = NodeDirectory.Open(null, _parent);
        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(mine.Path));
    }

    [Fact]
    public void What_is_in_use_or_not_a_nodes_stays()
    {
        using var first = NodeDirectory.Open(null, _parent);
        var other = Directory.CreateDirectory(Path.Combine(_parent, "devcluster-other")).FullName;
        using var second = NodeDirectory.Open(null, _parent);
        Assert.True(Directory.Exists(first.Path));
        Assert.True(Directory.Exists(other));
    }

    [Fact]
    public void A_temporary_directory_goes_with_its_node_and_is_nobody_elses()
    {
        string path;
        using (var mine = NodeDirectory.Open(null, _parent))
        {
            path = mine.Path;
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        }
        Assert.False(Directory.Exists(path));
    }
}
