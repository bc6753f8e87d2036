using System.Text.Json.Nodes;
using static SegmentOperator.DevCluster.Tests.Node.NodeFixture;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class PodEndTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    private const string Polite = "trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.05; done";
    private const string Stubborn = "trap '' TERM; echo up; while :; do sleep 0.05; done";

    private static bool IsUp(JsonObject pod) => pod.Text("status", "phase") == "Running";

    private async Task<JsonObject> StartAsync(string script, Action<JsonObject>? change = null)
    {
        var pod = await node.WaitAsync(node.Run(script, change), IsUp);
        var log = "";
        while (!log.Contains("up", StringComparison.Ordinal))
            log = await node.LogAsync(pod);
        return pod;
    }

    [Fact]
    public async Task A_deleted_pod_is_asked_to_end_and_is_gone_when_it_has()
    {
        var pod = await StartAsync(Polite, p => p["spec"]!["terminationGracePeriodSeconds"] = 60);

        node.Delete(pod);

        await node.WaitGoneAsync(pod);
        Assert.Contains("Killing: Stopping container main", node.Events(pod));
    }

    [Fact]
    public async Task A_deleted_pod_that_does_not_end_is_killed_after_its_grace_period()
    {
        var pod = await StartAsync(Stubborn);
        var start = TimeProvider.System.GetTimestamp();

        node.Delete(pod);

        await node.WaitGoneAsync(pod);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_pod_with_a_finalizer_stays_with_its_end_written_down()
    {
        var pod = await StartAsync(Stubborn, p => p["metadata"]!["finalizers"] = new JsonArray("example.com/hold"));

        node.Delete(pod);

        pod = await node.WaitAsync(pod, p => p.Text("status", "phase") == "Failed" && p.Number("metadata", "deletionGracePeriodSeconds") == 0);
        Assert.Equal(137, Terminated(pod).Number("exitCode"));
        node.Api.Modify(node.Api.Resource("pods"), "default", pod.Name(), p => p.Meta().Remove("finalizers"));
        await node.WaitGoneAsync(pod);
    }

    [Fact]
    public async Task A_pod_past_its_deadline_fails()
    {
        var pod = node.Run(Polite, p => p["spec"]!["activeDeadlineSeconds"] = 1);

        pod = await node.WaitAsync(pod, p => p.Text("status", "phase") == "Failed");

        Assert.Equal("DeadlineExceeded", pod.Text("status", "reason"));
        Assert.Equal("Pod was active on the node longer than the specified deadline", pod.Text("status", "message"));
        Assert.Equal("up\nasked\n", await node.LogAsync(pod));
    }

    [Fact]
    public async Task The_deadline_also_ends_a_pod_that_never_started()
    {
        var pod = node.Run("true", p =>
        {
            First(p)["image"] = "registry.example/unknown";
            p["spec"]!["activeDeadlineSeconds"] = 1;
        });

        pod = await node.WaitAsync(pod, p => p.Text("status", "phase") == "Failed");

        Assert.Equal("DeadlineExceeded", pod.Text("status", "reason"));
        Assert.Equal("ContainerStatusUnknown", Terminated(pod).Text("reason"));
    }

    [Fact]
    public async Task An_evicted_pod_fails_with_that_reason()
    {
        var pod = await StartAsync(Stubborn);

        await node.Node.EvictAsync("default", pod.Name());

        pod = node.Get(pod)!;
        Assert.Equal("Failed", pod.Text("status", "phase"));
        Assert.Equal("Evicted", pod.Text("status", "reason"));
        Assert.Equal("True", Condition(pod, "DisruptionTarget"));
        Assert.Equal(137, Terminated(pod).Number("exitCode"));
    }

    [Fact]
    public async Task Evicting_what_does_not_run_is_an_error() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.Node.EvictAsync("default", "no-such-pod"));

    [Fact]
    public async Task A_pod_deleted_by_force_leaves_no_process()
    {
        var pod = await StartAsync($"sh -c '{Stubborn.Replace("'", "", StringComparison.Ordinal)}' marker-{Guid.Empty} & echo up; wait");

        node.Delete(pod, 0);

        await UntilAsync(() => !Processes.Exist($"marker-{Guid.Empty}"), () => "a process is left");
    }

    [Fact]
    public async Task Background_processes_end_with_their_container()
    {
        var pod = await node.RunToEndAsync("sh -c 'while :; do sleep 0.05; done' marker-background & echo done");

        Assert.Equal("Succeeded", pod.Text("status", "phase"));
        await UntilAsync(() => !Processes.Exist("marker-background"), () => "a process is left");
    }
}
