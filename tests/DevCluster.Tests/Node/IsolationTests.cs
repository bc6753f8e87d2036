using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node;
using static SegmentOperator.DevCluster.Tests.Node.NodeFixture;

namespace SegmentOperator.DevCluster.Tests.Node;

/// <summary>What a container sees of the machine. The same holds for both ways of making namespaces.</summary>
public abstract class IsolationTests(NodeFixture node)
{
    private async Task<string> PrintAsync(string script, Action<JsonObject>? change = null)
    {
        var pod = await node.RunToEndAsync(script, change);
        return (await node.LogAsync(pod)).TrimEnd('\n');
    }

    private static Action<JsonObject> Security(string json) => p => First(p)["securityContext"] = JsonNode.Parse(json);

    [Fact]
    public async Task It_runs_as_an_ordinary_user_without_privileges() =>
        Assert.Equal("65532 65532 NoNewPrivs:1 CapEff:0000000000000000",
            await PrintAsync("echo $(id -u) $(id -g) $(tr -d '\\t' < /proc/self/status | grep -e NoNewPrivs -e CapEff | sort -r)"));

    [Fact]
    public async Task It_runs_as_the_user_that_the_pod_names() =>
        Assert.Equal("1234 4321", await PrintAsync("echo $(id -u) $(id -g)", Security("""{"runAsUser": 1234, "runAsGroup": 4321}""")));

    [Fact]
    public async Task Root_without_capabilities_has_none() =>
        Assert.Equal("0 0000000000000000", await PrintAsync("echo $(id -u) $(grep CapEff /proc/self/status | cut -f2)",
            Security("""{"runAsUser": 0, "capabilities": {"drop": ["ALL"]}}""")));

    [Fact]
    public async Task Root_is_refused_where_the_pod_demands_another_user()
    {
        var pod = node.Run("true", Security("""{"runAsUser": 0, "runAsNonRoot": true}"""));

        pod = await node.WaitAsync(pod, p => p.Objects("status", "containerStatuses").Any(s => s.Text("state", "waiting", "reason") == "CreateContainerConfigError"));
        Assert.Equal("container's runAsUser breaks non-root policy", Status(pod).Text("state", "waiting", "message"));
        node.Delete(pod, 0);
    }

    [Fact]
    public async Task Its_program_is_the_first_of_few_processes() =>
        Assert.Equal("1 yes", await PrintAsync("echo $$$$ $(test $(ls -d /proc/[0-9]* | wc -l) -lt 6 && echo yes)"));

    [Fact]
    public async Task The_machines_files_are_not_there() =>
        Assert.Equal("gone gone gone", await PrintAsync($"for d in /root /home /sys; do test -e $d && echo there || echo gone; done | xargs"));

    [Fact]
    public async Task The_machines_programs_cannot_be_changed() =>
        Assert.Equal("refused", await PrintAsync("(touch /usr/x) 2>/dev/null || echo refused", Security("""{"runAsUser": 0}""")));

    [Fact]
    public async Task A_read_only_root_is_read_only_and_its_volumes_are_not() =>
        Assert.Equal("refused refused ok", await PrintAsync("touch /x 2>/dev/null || echo -n 'refused '; touch /tmp/x 2>/dev/null || echo -n 'refused '; touch /work/x && echo ok", p =>
        {
            Volumes("""{"name": "work", "emptyDir": {}}""")(p);
            Security("""{"readOnlyRootFilesystem": true}""")(p);
        }));

    [Fact]
    public async Task Temporary_files_may_be_written_otherwise() =>
        Assert.Equal("ok", await PrintAsync("touch /tmp/x && echo ok"));

    [Fact]
    public async Task Its_host_name_is_the_pods()
    {
        var pod = await node.RunToEndAsync("hostname");

        Assert.Equal(pod.Name(), (await node.LogAsync(pod)).Trim());
    }

    [Fact]
    public async Task Death_by_a_signal_is_an_exit_code()
    {
        var pod = await node.RunToEndAsync("sh -c 'kill -KILL $$$$'; exit $?");
        Assert.Equal(137, Terminated(pod).Number("exitCode"));
    }

    [Fact]
    public async Task A_mounted_image_brings_its_own_entrypoint()
    {
        var pod = await node.RunToEndAsync("", p =>
        {
            First(p).Remove("command");
            First(p)["args"] = new JsonArray("-c", "echo $0; ls -d /app");
        });

        Assert.Equal("/app/sh\n/app\n", await node.LogAsync(pod));
    }

    [Fact]
    public async Task A_dotnet_program_finds_its_runtime() =>
        Assert.Contains("Microsoft.NETCore.App", await PrintAsync("$DOTNET_ROOT/dotnet --list-runtimes"), StringComparison.Ordinal);
}

public sealed class RootIsolationTests(NodeFixture node) : IsolationTests(node), IClassFixture<NodeFixture>;

public sealed class UserNamespaceFixture : NodeFixture
{
    protected override Isolation Isolation => Isolation.UserNamespaces;
}

public sealed class UserNamespaceIsolationTests(UserNamespaceFixture node) : IsolationTests(node), IClassFixture<UserNamespaceFixture>;
