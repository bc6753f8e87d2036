using System.Text.Json.Nodes;
using static SegmentOperator.DevCluster.Tests.Node.NodeFixture;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class VolumeTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    private async Task<string> PrintAsync(string script, Action<JsonObject> change)
    {
        var pod = await node.RunToEndAsync(script, change);
        var log = await node.LogAsync(pod);
        Assert.True(pod.Text("status", "phase") == "Succeeded", $"{pod["status"]} {log}");
        return log.TrimEnd('\n');
    }

    private string Secret(string data)
    {
        var name = node.NewName("secret");
        node.Create("secrets", $$"""{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "{{name}}"}, "data": {{data}}}""");
        return name;
    }

    [Fact]
    public async Task A_secret_is_mounted_with_all_its_keys()
    {
        var name = Secret("""{"a": "MQ==", "b": "Mg=="}""");

        Assert.Equal("1 2", await PrintAsync("echo $(cat /data/a) $(cat /data/b)",
            Volumes($$$$"""{"name": "data", "secret": {"secretName": "{{{{name}}}}"}}""")));
    }

    [Fact]
    public async Task Items_choose_keys_paths_and_modes()
    {
        var name = Secret("""{"a": "MQ==", "b": "Mg=="}""");

        Assert.Equal("1 644 444 no", await PrintAsync("echo $(cat /data/deep/one) $(stat -c %a /data/deep/one) $(stat -c %a /data/two) $(test -e /data/b || echo no)",
            Volumes($$$$"""
                {"name": "data", "secret": {"secretName": "{{{{name}}}}", "defaultMode": 420, "items": [
                  {"key": "a", "path": "deep/one"}, {"key": "b", "path": "two", "mode": 292}]}}
                """)));
    }

    [Fact]
    public async Task Volumes_of_files_cannot_be_written()
    {
        var name = Secret("""{"a": "MQ=="}""");

        Assert.Equal("refused", await PrintAsync("(echo x > /data/new) 2>/dev/null || echo refused",
            Volumes($$$$"""{"name": "data", "secret": {"secretName": "{{{{name}}}}", "defaultMode": 511}}""")));
    }

    [Fact]
    public async Task A_config_map_is_mounted()
    {
        node.Create("configmaps", """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "map"}, "data": {"a": "text"}, "binaryData": {"b": "aGk="}}""");

        Assert.Equal("text hi", await PrintAsync("echo $(cat /data/a) $(cat /data/b)", Volumes("""{"name": "data", "configMap": {"name": "map"}}""")));
    }

    [Fact]
    public async Task An_optional_volume_may_be_missing() =>
        Assert.Equal("0", await PrintAsync("ls /data | wc -l", Volumes("""{"name": "data", "secret": {"secretName": "absent", "optional": true}}""")));

    [Fact]
    public async Task The_downward_api_and_projections_are_mounted()
    {
        var name = Secret("""{"a": "MQ=="}""");

        Assert.Equal("team=\"blue\"|1|default", await PrintAsync("echo \"$(cat /info/labels)|$(cat /all/secret/a)|$(cat /all/ns)\"", p =>
        {
            p["metadata"]!["labels"] = new JsonObject { ["team"] = "blue" };
            Volumes("""{"name": "info", "downwardAPI": {"items": [{"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]}}""",
                $$$$"""
                {"name": "all", "projected": {"sources": [
                  {"secret": {"name": "{{{{name}}}}", "items": [{"key": "a", "path": "secret/a"}]}},
                  {"downwardAPI": {"items": [{"path": "ns", "fieldRef": {"fieldPath": "metadata.namespace"}}]}}]}}
                """)(p);
        }));
    }

    [Fact]
    public async Task A_sub_path_mounts_one_file_or_directory_of_a_volume()
    {
        var name = Secret("""{"a": "MQ=="}""");

        Assert.Equal("1 made", await PrintAsync("echo made > /sub/file; echo $(cat /etc/one) $(cat /work/inner/file)", p =>
        {
            Volumes($$$$"""{"name": "data", "secret": {"secretName": "{{{{name}}}}"}}""", """{"name": "work", "emptyDir": {}}""")(p);
            var mounts = (JsonArray)First(p)["volumeMounts"]!;
            mounts.Add(Parse("""{"name": "data", "mountPath": "/etc/one", "subPath": "a"}"""));
            mounts.Add(Parse("""{"name": "work", "mountPath": "/sub", "subPath": "inner"}"""));
        }));
    }

    [Fact]
    public async Task A_sub_path_may_not_leave_its_volume()
    {
        var pod = node.Run("true", p =>
        {
            Volumes("""{"name": "work", "emptyDir": {}}""")(p);
            p["spec"]!["initContainers"] = new JsonArray(Parse("""
                {"name": "first", "image": "registry.example/shell", "command": ["ln", "-s", "/", "/work/out"],
                 "volumeMounts": [{"name": "work", "mountPath": "/work"}]}
                """));
            First(p)["volumeMounts"]![0]!["subPath"] = "out";
        });

        pod = await node.WaitAsync(pod, p => p.Objects("status", "containerStatuses").Any(s => s.Text("state", "waiting", "reason") == "CreateContainerConfigError"));
        Assert.Contains("leaves the volume", Status(pod).Text("state", "waiting", "message"), StringComparison.Ordinal);
        node.Delete(pod, 0);
    }

    [Fact]
    public async Task A_pod_waits_for_a_missing_secret_and_says_so()
    {
        var name = node.NewName("late");
        var pod = node.Run("cat /data/a", Volumes($$$$"""{"name": "data", "secret": {"secretName": "{{{{name}}}}"}}"""));

        await UntilAsync(() => node.Events(pod).Contains($"FailedMount: MountVolume.SetUp failed for volume \"data\" : secret \"{name}\" not found"), () => string.Join('\n', node.Events(pod)));
        Assert.Equal("ContainerCreating", Status(node.Get(pod)!).Text("state", "waiting", "reason"));

        node.Create("secrets", $$$"""{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "{{{name}}}"}, "data": {"a": "MQ=="}}""");
        await node.WaitAsync(pod, p => p.Text("status", "phase") == "Succeeded");
        Assert.Equal("1", await node.LogAsync(pod));
    }

    [Fact]
    public async Task A_kind_of_volume_that_the_node_lacks_is_refused_aloud()
    {
        var pod = node.Run("true", Volumes("""{"name": "data", "hostPath": {"path": "/etc"}}"""));

        await UntilAsync(() => node.Events(pod).Any(e => e.Contains("this kind of volume is not supported by this node", StringComparison.Ordinal)), () => "no event");
        Assert.Equal("Pending", node.Get(pod)!.Text("status", "phase"));
        node.Delete(pod, 0);
    }
}
