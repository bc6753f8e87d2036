using static SegmentOperator.DevCluster.Tests.Node.NodeFixture;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class LogTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task The_log_is_what_the_container_wrote()
    {
        var pod = await node.RunToEndAsync("echo one; sleep 0.1; echo two >&2; sleep 0.1; printf 'no end'");

        Assert.Equal("one\ntwo\nno end", await node.LogAsync(pod));
    }

    [Fact]
    public async Task The_tail_the_limit_and_the_times_are_as_asked_for()
    {
        var pod = await node.RunToEndAsync("echo one; echo two; echo three");

        Assert.Equal("two\nthree\n", await node.LogAsync(pod, "tailLines=2"));
        Assert.Equal("", await node.LogAsync(pod, "tailLines=0"));
        Assert.Equal("one\ntw", await node.LogAsync(pod, "limitBytes=6"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z one\n", await node.LogAsync(pod, "timestamps=true"));
        Assert.Equal("", await node.LogAsync(pod, $"sinceTime={TimeProvider.System.GetUtcNow().AddMinutes(1).ToTime()}"));
        Assert.Equal("one\ntwo\nthree\n", await node.LogAsync(pod, "sinceSeconds=60"));
    }

    [Fact]
    public async Task A_followed_log_ends_with_the_container()
    {
        var pod = await node.WaitAsync(node.Run("echo one; sleep 0.5; echo two"), p => p.Text("status", "phase") == "Running");

        Assert.Equal("one\ntwo\n", await node.LogAsync(pod, "follow=true"));
    }

    [Fact]
    public async Task A_followed_log_comes_as_it_is_written_to_everybody_who_follows()
    {
        // The container goes on only when it is told to, and it is told once the first line has arrived.
        var pod = await node.WaitAsync(node.Run("trap 'echo told; exit 0' TERM; echo one; while :; do sleep 0.05; done"), p => p.Text("status", "phase") == "Running");
        using var first = await node.FollowAsync(pod);
        using var second = await node.FollowAsync(pod);
        Assert.Equal(("one", "one"), (await first.ReadLineAsync(), await second.ReadLineAsync()));
        Assert.Equal("Running", node.Get(pod)!.Text("status", "phase"));

        node.Delete(pod, 30);

        Assert.Equal(("told\n", "told\n"), (await first.ReadToEndAsync(), await second.ReadToEndAsync()));
    }

    [Fact]
    public async Task Whoever_stops_following_takes_nothing_from_the_others()
    {
        var pod = await node.WaitAsync(node.Run("trap 'echo told; exit 0' TERM; echo one; while :; do sleep 0.05; done"), p => p.Text("status", "phase") == "Running");
        using var stays = await node.FollowAsync(pod);
        using (var leaves = await node.FollowAsync(pod))
            Assert.Equal("one", await leaves.ReadLineAsync());

        node.Delete(pod, 30);

        Assert.Equal("one\ntold\n", await stays.ReadToEndAsync());
    }

    [Fact]
    public async Task A_long_line_comes_back_whole()
    {
        var pod = await node.RunToEndAsync("head -c 50000 /dev/zero | tr '\\0' x; echo");

        Assert.Equal(new string('x', 50000) + "\n", await node.LogAsync(pod));
    }

    [Fact]
    public async Task A_container_that_waits_has_no_log_yet()
    {
        var pod = node.Run("true", p => First(p)["image"] = "registry.example/unknown");
        await node.WaitAsync(pod, p => p.Objects("status", "containerStatuses").Any(s => s.Text("state", "waiting", "reason") == "ImagePullBackOff"));

        Assert.Equal($"container \"main\" in pod \"{pod.Name()}\" is waiting to start: trying and failing to pull image", await node.LogAsync(pod));
        node.Delete(pod, 0);
    }

    [Fact]
    public async Task The_container_has_to_be_one_of_the_pods()
    {
        var pod = await node.RunToEndAsync("true", p =>
        {
            var second = First(p).Clone();
            second["name"] = "second";
            p["spec"]!["containers"]!.AsArray().Add(second);
        });

        Assert.Equal($"a container name must be specified for pod {pod.Name()}, choose one of: [main second]", await node.LogAsync(pod));
        Assert.Equal($"container third is not valid for pod {pod.Name()}", await node.LogAsync(pod, "container=third"));
        Assert.Equal($"previous terminated container \"main\" in pod \"{pod.Name()}\" not found", await node.LogAsync(pod, "container=main&previous=true"));
    }
}
