using System.Text.Json.Nodes;
using static SegmentOperator.DevCluster.Tests.Node.NodeFixture;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class EnvironmentTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    private async Task<string> PrintAsync(string script, string env, Action<JsonObject>? change = null)
    {
        var pod = await node.RunToEndAsync(script, p =>
        {
            First(p)["env"] = JsonNode.Parse(env);
            change?.Invoke(p);
        });
        Assert.Equal("Succeeded", pod.Text("status", "phase"));
        return (await node.LogAsync(pod)).TrimEnd('\n');
    }

    [Fact]
    public async Task Values_refer_to_earlier_ones_and_arguments_to_all()
    {
        const string env = """
            [{"name": "A", "value": "one"}, {"name": "B", "value": "$(A)-two"}, {"name": "C", "value": "$$(A) $(LATER)"}, {"name": "LATER", "value": "x"}]
            """;

        Assert.Equal("one-two|$(A) $(LATER)|one", await PrintAsync("echo \"$B|$C|$(A)\"", env));
    }

    [Fact]
    public async Task Values_come_from_secrets_and_config_maps()
    {
        node.Create("secrets", """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "env-secret"}, "data": {"password": "aHVudGVyMg=="}}""");
        node.Create("configmaps", """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "env-map"}, "data": {"LEVEL": "debug"}}""");
        const string env = """
            [
              {"name": "P", "valueFrom": {"secretKeyRef": {"name": "env-secret", "key": "password"}}},
              {"name": "L", "valueFrom": {"configMapKeyRef": {"name": "env-map", "key": "LEVEL"}}},
              {"name": "NONE", "valueFrom": {"secretKeyRef": {"name": "absent", "key": "x", "optional": true}}}
            ]
            """;

        Assert.Equal("hunter2 debug debug unset", await PrintAsync("echo $P $L $X_LEVEL ${NONE-unset}", env, p =>
            First(p)["envFrom"] = JsonNode.Parse("""[{"prefix": "X_", "configMapRef": {"name": "env-map"}}, {"secretRef": {"name": "absent", "optional": true}}]""")));
    }

    [Fact]
    public async Task Values_come_from_the_pod_itself()
    {
        const string env = """
            [
              {"name": "NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
              {"name": "NS", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
              {"name": "UID", "valueFrom": {"fieldRef": {"fieldPath": "metadata.uid"}}},
              {"name": "TEAM", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['team']"}}},
              {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
              {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1m"}}},
              {"name": "MEMORY", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}}
            ]
            """;
        JsonObject? made = null;

        var text = await PrintAsync("echo $NAME $NS $UID $TEAM $NODE $CPU $MEMORY $HOSTNAME", env, p =>
        {
            made = p;
            p["metadata"]!["labels"] = new JsonObject { ["team"] = "blue" };
            First(p)["resources"] = JsonNode.Parse("""{"limits": {"cpu": "250m", "memory": "64Mi"}}""");
        });

        var pod = node.Get(made!)!;
        Assert.Equal($"{pod.Name()} default {pod.Uid()} blue {node.Node.Name} 250 64 {pod.Name()}", text);
    }

    [Fact]
    public async Task A_missing_key_is_a_config_error_until_it_is_there()
    {
        var secret = node.Create("secrets", """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "late-key"}, "data": {}}""");
        var pod = node.Run("echo $P", p => First(p)["env"] = JsonNode.Parse(
            """[{"name": "P", "valueFrom": {"secretKeyRef": {"name": "late-key", "key": "password"}}}]"""));

        var waiting = await node.WaitAsync(pod, p => p.Objects("status", "containerStatuses").Any(s => s.At("state", "waiting", "message") is not null));
        Assert.Equal("Pending", waiting.Text("status", "phase"));
        Assert.Equal("CreateContainerConfigError", Status(waiting).Text("state", "waiting", "reason"));
        Assert.Equal("couldn't find key password in Secret default/late-key", Status(waiting).Text("state", "waiting", "message"));

        node.Api.Modify(node.Api.Resource("secrets"), "default", secret.Name(), s => (s["data"] = new JsonObject { ["password"] = "eA==" }) is not null);
        await node.WaitAsync(pod, p => p.Text("status", "phase") == "Succeeded");
        Assert.Equal("x\n", await node.LogAsync(pod));
    }

    [Fact]
    public async Task The_working_directory_is_honoured() =>
        Assert.Equal("/usr/share", await PrintAsync("pwd", "[]", p => First(p)["workingDir"] = "/usr/share"));
}
