using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission.PodSecurity;

namespace SegmentOperator.DevCluster.Tests.Admission;

public sealed class PodChecksTests
{
    [Theory]
    [InlineData("privileged", """{"hostNetwork": true, "containers": [{"name": "main"}]}""", "")]
    [InlineData("baseline", """{"containers": [{"name": "main"}]}""", "")]
    [InlineData("baseline", """{"hostPID": true, "volumes": [{"name": "h", "hostPath": {"path": "/"}}], "containers": [{"name": "main", "ports": [{"hostPort": 80}]}, {"name": "b", "securityContext": {"capabilities": {"add": ["NET_ADMIN"]}}}]}""",
        "non-default capabilities (container \"b\" must not include \"NET_ADMIN\" in securityContext.capabilities.add), host namespaces (hostPID=true), hostPath volumes (volume \"h\"), hostPort (container \"main\" uses hostPort 80)")]
    [InlineData("restricted", """{"containers": [{"name": "main"}]}""",
        "allowPrivilegeEscalation != false (container \"main\" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"main\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"main\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"main\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")")]
    [InlineData("restricted", """{"hostNetwork": true, "volumes": [{"name": "h", "hostPath": {"path": "/"}}], "containers": [{"name": "main", "securityContext": {"privileged": true}}]}""",
        "host namespaces (hostNetwork=true), privileged (container \"main\" must not set securityContext.privileged=true), allowPrivilegeEscalation != false (container \"main\" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"main\" must set securityContext.capabilities.drop=[\"ALL\"]), restricted volume types (volume \"h\" uses restricted volume type \"hostPath\"), runAsNonRoot != true (pod or container \"main\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"main\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")")]
    [InlineData("restricted", """{"securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}, "containers": [{"name": "a", "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}, "runAsUser": 0}}]}""",
        "runAsUser=0 (container \"a\" must not set runAsUser=0)")]
    [InlineData("baseline", """{"securityContext": {"windowsOptions": {"hostProcess": true}}, "containers": [{"name": "a", "securityContext": {"windowsOptions": {"hostProcess": true}}}, {"name": "b", "securityContext": {"procMount": "Unmasked"}}]}""",
        "procMount (container \"b\" must not set securityContext.procMount to \"Unmasked\"), hostProcess (pod and container \"a\" must not set securityContext.windowsOptions.hostProcess=true)")]
    [InlineData("baseline", """{"hostUsers": false, "containers": [{"name": "a", "securityContext": {"procMount": "Unmasked"}}]}""", "")]
    [InlineData("restricted", """{"hostUsers": false, "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}, "containers": [{"name": "a", "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}, "procMount": "Unmasked"}}]}""",
        "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")")]
    public void A_pod_is_told_what_it_breaks_in_order(string level, string spec, string expected)
    {
        var pod = new JsonObject { ["spec"] = JsonNode.Parse(spec) };
        Assert.Equal(expected, string.Join(", ", PodChecks.Evaluate(level, pod)));
    }

    [Fact]
    public void A_label_that_names_no_level_is_an_error_and_enforced_as_restricted()
    {
        var ns = (JsonObject)JsonNode.Parse("""{"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "sometimes", "pod-security.kubernetes.io/enforce-version": "v1"}}}""")!;
        var (levels, errors) = NamespaceLevels.Read(ns);
        Assert.Equal("restricted:latest", levels.Enforce.ToString());
        Assert.Equal(
            [
                "metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"sometimes\": must be one of privileged, baseline, restricted",
                "metadata.labels[pod-security.kubernetes.io/enforce-version]: Invalid value: \"v1\": must be \"latest\" or \"v1.x\"",
            ],
            errors.Select(e => e.ToString()));
    }
}
