using System.Net;
using SegmentOperator.DevCluster.Node;

namespace SegmentOperator.DevCluster.Tests;

public sealed class ProgramOptionsTests
{
    private static ProgramOptions Parse(params string[] arguments) => ProgramOptions.Parse(arguments, _ => { });

    [Fact]
    public void The_defaults_are_a_free_port_on_loopback_and_a_node()
    {
        var options = Parse("--dir", "/tmp/x");

        Assert.Equal("/tmp/x", options.Directory);
        Assert.Equal(IPAddress.Loopback, options.Cluster.Address);
        Assert.Equal(0, options.Cluster.Port);
        Assert.True(options.Cluster.NodeEnabled);
        Assert.Equal(Isolation.Automatic, options.Cluster.Node.Isolation);
    }

    [Fact]
    public void Everything_can_be_set()
    {
        var options = Parse("--dir", "d", "--port", "7443", "--address", "::1", "--image", "registry.example/x=/bin/sh", "--isolation", "none", "--no-node");

        Assert.Equal(7443, options.Cluster.Port);
        Assert.Equal(IPAddress.IPv6Loopback, options.Cluster.Address);
        Assert.Equal("/bin/sh", options.Cluster.Node.Images["registry.example/x"]);
        Assert.Equal(Isolation.None, options.Cluster.Node.Isolation);
        Assert.False(options.Cluster.NodeEnabled);
    }

    [Fact]
    public void The_token_file_names_the_users()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "secret,alice,u-alice,\"developers,testers\"\n");

        var user = Assert.Single(Parse("--dir", "d", "--tokens", path).Cluster.Users);

        Assert.Equal(("alice", "u-alice", "secret"), (user.Name, user.Uid, user.Token));
        Assert.Equal(["developers", "testers"], user.Groups);
        File.Delete(path);
    }

    [Theory]
    [InlineData("--dir is missing", "--port", "1")]
    [InlineData("must be a loopback address", "--dir", "d", "--address", "0.0.0.0")]
    [InlineData("--port must be a number", "--dir", "d", "--port", "70000")]
    [InlineData("unknown argument \"--what\"", "--dir", "d", "--what")]
    [InlineData("--dir needs a value", "--dir")]
    [InlineData("--image must be PREFIX=PATH", "--dir", "d", "--image", "x")]
    [InlineData("does not exist", "--dir", "d", "--image", "x=/no/such/path")]
    [InlineData("does not exist", "--dir", "d", "--tokens", "/no/such/file")]
    [InlineData("--isolation must be one of", "--dir", "d", "--isolation", "vm")]
    public void What_is_wrong_is_said(string message, params string[] arguments) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Parse(arguments)).Message, StringComparison.Ordinal);
}
