using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node;
using SegmentOperator.DevCluster.Node.Processes;
using static SegmentOperator.DevCluster.Tests.Node.NodeFixture;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class PlainFixture : NodeFixture
{
    protected override Isolation Isolation => Isolation.None;
}

public sealed class PlainProcessTests(PlainFixture node) : IClassFixture<PlainFixture>
{
    [Fact]
    public async Task Volumes_and_last_words_are_found_at_their_real_paths()
    {
        node.Create("configmaps", """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "plain"}, "data": {"a": "text"}}""");

        var pod = await node.RunToEndAsync("cat /data/a; cat $FILE; echo bye > /dev/termination-log", p =>
        {
            Volumes("""{"name": "data", "configMap": {"name": "plain"}}""")(p);
            First(p)["env"] = JsonNode.Parse("""[{"name": "FILE", "value": "/data/a"}]""");
        });

        Assert.Equal("texttext", await node.LogAsync(pod));
        Assert.Equal("bye\n", Terminated(pod).Text("message"));
    }

    [Fact]
    public async Task The_pod_says_that_it_is_not_isolated()
    {
        var pod = await node.RunToEndAsync("true");

        Assert.Contains(node.Events(pod), e => e.StartsWith("IsolationUnavailable: ", StringComparison.Ordinal));
        Assert.Equal(Isolation.None, node.Node.Isolation);
    }

    [Fact]
    public async Task Exit_codes_and_missing_programs_are_told_apart()
    {
        Assert.Equal(9, Terminated(await node.RunToEndAsync("exit 9")).Number("exitCode"));
        var pod = await node.RunToEndAsync("", p => First(p)["command"] = new JsonArray("no-such-program"));
        Assert.Equal("StartError", Terminated(pod).Text("reason"));
    }

    [Fact]
    public async Task A_killed_pod_leaves_no_process()
    {
        var pod = node.Run("trap '' TERM; sh -c 'while :; do sleep 0.05; done' marker-plain & while :; do sleep 0.05; done");
        await UntilAsync(() => Processes.Exist("marker-plain"), () => "it did not start");

        node.Delete(pod);

        await node.WaitGoneAsync(pod);
        await UntilAsync(() => !Processes.Exist("marker-plain"), () => "a process is left");
    }

    [Theory]
    [InlineData("/data/a", "/real/a")]
    [InlineData("--file=/data", "--file=/real")]
    [InlineData("cat /data/a /data/b", "cat /real/a /real/b")]
    [InlineData("/database", "/database")]
    [InlineData("/x/data", "/x/data")]
    [InlineData("/data/deep/x", "/inner/x")]
    public void Mount_paths_are_rewritten_where_they_stand_alone(string text, string expected) =>
        Assert.Equal(expected, PlainRoot.Rewrite(text, [new Mount("/inner", "/data/deep", true), new Mount("/real", "/data", true)]));
}
