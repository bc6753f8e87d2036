using System.Text.Json.Nodes;
using static SegmentOperator.DevCluster.Tests.Node.NodeFixture;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class PodLifeTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task A_pod_that_ends_well_has_succeeded()
    {
        var pod = await node.RunToEndAsync("echo bye > /dev/termination-log");

        Assert.Equal("Succeeded", pod.Text("status", "phase"));
        Assert.Equal(0, Terminated(pod).Number("exitCode"));
        Assert.Equal("Completed", Terminated(pod).Text("reason"));
        Assert.Equal("bye\n", Terminated(pod).Text("message"));
        Assert.NotNull(Terminated(pod).Text("startedAt"));
        Assert.NotNull(Terminated(pod).Text("finishedAt"));
        Assert.Equal("True", Condition(pod, "PodScheduled"));
        Assert.Equal("True", Condition(pod, "Initialized"));
        Assert.Equal("False", Condition(pod, "Ready"));
        Assert.Equal(node.Node.Name, pod.Text("spec", "nodeName"));
        var reasons = node.Events(pod).Select(e => e.Split(':')[0]).ToList();
        Assert.Equal(["Pulled", "Created", "Started"], reasons.Intersect(["Pulled", "Created", "Started"]));
        Assert.Contains("Scheduled", reasons);
    }

    [Fact]
    public async Task An_exit_code_is_reported_and_fails_the_pod()
    {
        var pod = await node.RunToEndAsync("exit 42");

        Assert.Equal("Failed", pod.Text("status", "phase"));
        Assert.Equal(42, Terminated(pod).Number("exitCode"));
        Assert.Equal("Error", Terminated(pod).Text("reason"));
    }

    [Fact]
    public async Task A_running_pod_is_ready()
    {
        var pod = node.Run("sleep 600");

        pod = await node.WaitAsync(pod, p => p.Text("status", "phase") == "Running");

        Assert.Equal("True", Condition(pod, "Ready"));
        Assert.Equal("True", Condition(pod, "ContainersReady"));
        Assert.True(Status(pod).Flag("ready"));
        Assert.NotNull(Status(pod).Text("state", "running", "startedAt"));
        node.Delete(pod, 0);
    }

    [Fact]
    public async Task Only_the_end_of_a_long_termination_message_is_kept()
    {
        var pod = await node.RunToEndAsync("i=0; while [ $i -lt 1000 ]; do echo line-$i; i=$((i+1)); done > /dev/termination-log");

        var message = Terminated(pod).Text("message")!;
        Assert.Equal(4096, message.Length);
        Assert.EndsWith("line-999\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_stands_in_for_a_missing_termination_message_where_the_policy_says_so()
    {
        var pod = await node.RunToEndAsync("echo out; echo err >&2; exit 1",
            p => First(p)["terminationMessagePolicy"] = "FallbackToLogsOnError");

        Assert.Contains("out", Terminated(pod).Text("message"), StringComparison.Ordinal);
        Assert.Contains("err", Terminated(pod).Text("message"), StringComparison.Ordinal);
        Assert.Null(Terminated(await node.RunToEndAsync("echo out; exit 1")).Text("message"));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_a_start_error()
    {
        var pod = await node.RunToEndAsync("", p => First(p)["command"] = new JsonArray("no-such-program"));

        Assert.Equal("StartError", Terminated(pod).Text("reason"));
        Assert.Equal(128, Terminated(pod).Number("exitCode"));
        Assert.Contains("executable file not found in $PATH", Terminated(pod).Text("message"), StringComparison.Ordinal);
        Assert.DoesNotContain(node.Events(pod), e => e.StartsWith("Started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Init_containers_run_one_after_the_other_before_the_containers()
    {
        var pod = await node.RunToEndAsync("cat /work/order", p =>
        {
            Volumes("""{"name": "work", "emptyDir": {}}""")(p);
            p["spec"]!["initContainers"] = new JsonArray([.. ((string[])["first", "second"]).Select(name => Parse($$"""
                {"name": "{{name}}", "image": "registry.example/shell", "command": ["sh", "-c", "sleep 0.1; echo {{name}} >> /work/order"],
                 "volumeMounts": [{"name": "work", "mountPath": "/work"}]}
                """))]);
        });

        Assert.Equal("first\nsecond\n", await node.LogAsync(pod, "container=main"));
        Assert.All(pod.Objects("status", "initContainerStatuses"), s => Assert.True(s.Flag("ready")));
    }

    [Fact]
    public async Task A_failed_init_container_fails_a_pod_that_is_not_restarted()
    {
        var pod = await node.RunToEndAsync("echo never", p => p["spec"]!["initContainers"] = new JsonArray(
            Parse("""{"name": "first", "image": "registry.example/shell", "command": ["sh", "-c", "exit 3"]}""")));

        Assert.Equal("Failed", pod.Text("status", "phase"));
        Assert.Equal("PodInitializing", Status(pod).Text("state", "waiting", "reason"));
        Assert.Equal("False", Condition(pod, "Initialized"));
    }

    [Fact]
    public async Task All_containers_of_a_pod_run_side_by_side()
    {
        var pod = await node.RunToEndAsync("until [ -e /work/b ]; do sleep 0.02; done; touch /work/a", p =>
        {
            Volumes("""{"name": "work", "emptyDir": {}}""")(p);
            var second = First(p).Clone();
            second["name"] = "second";
            second["args"] = new JsonArray("touch /work/b; until [ -e /work/a ]; do sleep 0.02; done; exit 0");
            ((JsonArray)p["spec"]!["containers"]!).Add(second);
        });

        Assert.Equal("Succeeded", pod.Text("status", "phase"));
        Assert.Equal(2, pod.Objects("status", "containerStatuses").Count());
    }

    [Fact]
    public async Task A_failing_container_is_restarted_with_growing_pauses_and_its_last_words_kept()
    {
        var pod = node.Run("if [ -e /work/third ]; then exit 0; elif [ -e /work/second ]; then touch /work/third; else touch /work/second; fi; echo failed; exit 7", p =>
        {
            Volumes("""{"name": "work", "emptyDir": {}}""")(p);
            p["spec"]!["restartPolicy"] = "OnFailure";
        });

        var waiting = await node.WaitAsync(pod, p => p.Objects("status", "containerStatuses").Any(
            s => s.Text("state", "waiting", "reason") == "CrashLoopBackOff"));
        Assert.Equal("Running", waiting.Text("status", "phase"));
        Assert.Equal(7, Status(waiting).Number("lastState", "terminated", "exitCode"));
        var ended = await node.WaitAsync(pod, p => p.Text("status", "phase") == "Succeeded");
        Assert.Equal(2, Status(ended).Number("restartCount"));
        Assert.Equal("failed\n", await node.LogAsync(ended, "previous=true"));
        Assert.Contains(node.Events(pod), e => e.StartsWith("BackOff: Back-off restarting failed container main", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pod_whose_node_selector_fits_no_node_stays_pending()
    {
        var pod = node.Run("true", p => p["spec"]!["nodeSelector"] = new JsonObject { ["disk"] = "ssd" });

        pod = await node.WaitAsync(pod, p => Condition(p, "PodScheduled") == "False");

        Assert.Null(pod.Text("spec", "nodeName"));
        await UntilAsync(() => node.Events(pod).Any(e => e.StartsWith("FailedScheduling: 0/1 nodes are available", StringComparison.Ordinal)), () => "no event");
    }
}
