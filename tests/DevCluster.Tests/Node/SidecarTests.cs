using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using static SegmentOperator.DevCluster.Tests.Node.NodeFixture;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class SidecarTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task A_sidecar_goes_on_while_the_pod_runs_and_both_are_ready()
    {
        var pod = node.Run("sleep 600", Beside("sleep 600"));

        pod = await node.WaitAsync(pod, p => Condition(p, "Ready") == "True");

        Assert.Equal("Running", pod.Text("status", "phase"));
        Assert.Equal("True", Condition(pod, "Initialized"));
        Assert.True(Status(pod, "initContainerStatuses").Flag("ready"));
        Assert.Equal("2/2", PodSummary.Ready(pod).ToString());
        Assert.Equal("Running", PodSummary.Status(pod).ToString());
        node.Delete(pod, 0);
    }

    [Fact]
    public async Task A_pod_has_succeeded_when_its_containers_have_whatever_becomes_of_the_sidecar()
    {
        var pod = await node.RunToEndAsync("sleep 1", Beside("trap 'exit 3' TERM; while :; do sleep 0.1; done"));

        Assert.Equal("Succeeded", pod.Text("status", "phase"));
        Assert.Equal(3, Status(pod, "initContainerStatuses").Number("state", "terminated", "exitCode"));
        Assert.Equal("Completed", PodSummary.Status(pod).ToString());
    }

    [Fact]
    public async Task A_sidecar_that_ends_is_started_again()
    {
        var pod = node.Run("sleep 600", Beside("exit 1"));

        pod = await node.WaitAsync(pod, p => p.Text("status", "phase") == "Running" &&
            Status(p, "initContainerStatuses").Number("restartCount") >= 1);

        Assert.Equal(0, Status(pod).Number("restartCount"));
        node.Delete(pod, 0);
    }

    [Fact]
    public async Task A_sidecar_of_a_deleted_pod_ends_after_the_containers()
    {
        var pod = node.Run("trap 'sleep 0.3; exit 0' TERM; echo up; while :; do sleep 0.05; done", p =>
        {
            Beside("trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done")(p);
            p["metadata"]!["finalizers"] = new JsonArray("test/hold");
            p["spec"]!["terminationGracePeriodSeconds"] = 20;
        });
        pod = await node.WaitAsync(pod, p => p.Text("status", "phase") == "Running");
        // The first process of a PID namespace does not even see a SIGTERM that it has not asked for.
        foreach (var container in new[] { "main", "beside" })
        {
            while (!(await node.LogAsync(pod, "container=" + container)).Contains("up", StringComparison.Ordinal))
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        node.Delete(pod);
        pod = await node.WaitAsync(pod, p => Terminated(p) is not null && Status(p, "initContainerStatuses").At("state", "terminated") is not null);

        var main = DateTimeOffset.Parse(Terminated(pod).Text("finishedAt")!);
        var sidecar = DateTimeOffset.Parse(Status(pod, "initContainerStatuses").Text("state", "terminated", "finishedAt")!);
        Assert.True(main <= sidecar, $"{main} {sidecar}");
        Assert.Equal(0, Terminated(pod).Number("exitCode"));
        Assert.Equal(0, Status(pod, "initContainerStatuses").Number("state", "terminated", "exitCode"));
        node.Api.Modify(node.Api.Resource("pods"), "default", pod.Name(), p => p.Meta().Remove("finalizers"));
    }

    private static Action<JsonObject> Beside(string script) => pod => pod["spec"]!["initContainers"] = new JsonArray(new JsonObject
    {
        ["name"] = "beside",
        ["image"] = "registry.example/shell:1",
        ["restartPolicy"] = "Always",
        ["command"] = new JsonArray("sh", "-c"),
        ["args"] = new JsonArray(script),
    });
}
