using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission.Quotas;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Tests.Security;

namespace SegmentOperator.DevCluster.Tests.Admission;

public sealed class QuotaTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData("""{"spec": {"containers": [{"name": "a"}]}}""", "count/pods=1 pods=1")]
    [InlineData("""{"spec": {"containers": [{"name": "a"}]}, "status": {"phase": "Succeeded"}}""", "count/pods=1")]
    [InlineData("""
        {"spec": {"initContainers": [{"name": "i", "resources": {"requests": {"cpu": "1", "memory": "1Mi"}}}],
          "containers": [{"name": "a", "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}}}, {"name": "b", "resources": {"requests": {"cpu": "200m"}}}]}}
        """, "count/pods=1 cpu=1 limits.memory=128Mi memory=64Mi pods=1 requests.cpu=1 requests.memory=64Mi")]
    public void A_pod_uses_what_its_containers_ask_for_together(string pod, string expected) =>
        Assert.Equal(expected, Print(ResourceUsage.Of(TestResource.Of("", "pods", "Pod"), Parse(pod), Now)));

    [Fact]
    public void Other_objects_are_counted()
    {
        Assert.Equal("configmaps=1 count/configmaps=1", Print(ResourceUsage.Of(TestResource.Of("", "configmaps", "ConfigMap"), [], Now)));
        Assert.Equal("count/roles.rbac.authorization.k8s.io=1",
            Print(ResourceUsage.Of(TestResource.Of("rbac.authorization.k8s.io", "roles", "Role"), [], Now)));
    }

    [Fact]
    public void A_container_must_say_what_a_quota_bounds()
    {
        var pod = Parse("""{"spec": {"containers": [{"name": "b"}, {"name": "a", "resources": {"limits": {"memory": "1Gi"}}}]}}""");
        Assert.Equal("must specify limits.memory for: b; requests.cpu for: a,b", ResourceUsage.Missing(pod, ["requests.cpu", "pods", "limits.memory"]));
        Assert.Null(ResourceUsage.Missing(pod, ["pods"]));
    }

    [Fact]
    public void A_limit_range_fills_in_what_is_missing_and_notes_it()
    {
        var range = Parse("""{"spec": {"limits": [{"type": "Container", "max": {"memory": "1Gi"}, "default": {"cpu": "500m"}, "defaultRequest": {"cpu": "100m"}}]}}""");
        var pod = Parse("""{"spec": {"containers": [{"name": "a"}, {"name": "b", "resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "2", "memory": "1Mi"}}}]}}""");
        LimitRanger.SetDefaults(range, pod);
        Assert.Equal(
            """[{"name":"a","resources":{"requests":{"cpu":"100m","memory":"1Gi"},"limits":{"cpu":"500m","memory":"1Gi"}}},{"name":"b","resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"cpu":"2","memory":"1Mi"}}}]""",
            pod["spec"]!["containers"]!.ToJsonString());
        Assert.Equal("LimitRanger plugin set: cpu, memory request for container a; cpu, memory limit for container a; memory request for container b",
            (string?)pod["metadata"]!["annotations"]!["kubernetes.io/limit-ranger"]);
    }

    [Fact]
    public void A_pod_out_of_a_limit_ranges_bounds_is_told_how()
    {
        var range = Parse("""
            {"spec": {"limits": [
              {"type": "Container", "min": {"cpu": "100m"}, "max": {"memory": "1Gi"}, "maxLimitRequestRatio": {"cpu": "2"}},
              {"type": "Pod", "max": {"cpu": "1"}}]}}
            """);
        var pod = Parse("""
            {"spec": {"containers": [
              {"name": "a", "resources": {"requests": {"cpu": "50m"}, "limits": {"cpu": "200m", "memory": "2Gi"}}},
              {"name": "b", "resources": {"limits": {"cpu": "1"}}}]}}
            """);
        Assert.Equal(
            [
                "minimum cpu usage per Container is 100m, but request is 50m",
                "maximum memory usage per Container is 1Gi, but limit is 2Gi",
                "cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000",
                "minimum cpu usage per Container is 100m.  No request is specified",
                "maximum memory usage per Container is 1Gi.  No limit is specified",
                "cpu max limit to request ratio per Container is 2, but no request is specified or request is 0",
                "maximum cpu usage per Pod is 1, but limit is 1200m",
            ],
            LimitRanger.Exceeded(range, pod));
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static string Print(Dictionary<string, Quantity> usage) =>
        string.Join(' ', usage.OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => $"{u.Key}={u.Value}"));
}
