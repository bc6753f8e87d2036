using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Runs;
using SegmentOperator.Manager.Runs.Credentials;

namespace SegmentOperator.Manager.Tests.Runs;

public sealed class RunProxyTests
{
    private static Pod PodThrough(params (string Name, string Value)[] environment) => RunPod.Build(new RunPodSpec(
        new RunName("segment-finance", "run-1", "uid"), "finance", "runner", new ObjectKey("team", "request"), "runner:1", null, TimeSpan.FromMinutes(5), new RunnerSpec(),
        RunProxy.Of(name => environment.Where(e => e.Name == name).Select(e => e.Value).FirstOrDefault())));

    private static Dictionary<string, EnvVar> Variables(Pod pod) =>
        pod.Spec!.Containers![0].Env!.Where(e => e.Name.EndsWith("_PROXY", StringComparison.Ordinal)).ToDictionary(e => e.Name, StringComparer.Ordinal);

    [Fact]
    public void A_run_goes_through_the_operators_proxies()
    {
        var variables = Variables(PodThrough(("HTTPS_PROXY", "http://proxy.example:3128"), ("no_proxy", "kubernetes.default.svc,.cluster.local")));
        Assert.Equal("http://proxy.example:3128", variables["HTTPS_PROXY"].Value);
        Assert.Equal("kubernetes.default.svc,.cluster.local", variables["NO_PROXY"].Value);
        Assert.Equal(2, variables.Count);
    }

    [Fact]
    public void A_password_in_a_proxys_address_is_not_in_the_pod()
    {
        var pod = PodThrough(("https_proxy", "http://user:hidden@proxy.example:3128"));
        var reference = Variables(pod)["HTTPS_PROXY"];
        Assert.Null(reference.Value);
        Assert.Equal(("run-1", "https-proxy"), (reference.ValueFrom!.SecretKeyRef!.Name, reference.ValueFrom.SecretKeyRef.Key));
        Assert.All(pod.Spec!.Containers![0].Env!, e => Assert.DoesNotContain("hidden", e.Value ?? "", StringComparison.Ordinal));
    }

    [Fact]
    public void An_operator_without_a_proxy_hands_none_on()
    {
        Assert.Empty(Variables(PodThrough(("HTTPS_PROXY", " "), ("HTTP_PROXY", ""))));
        Assert.Empty(RunProxy.None.Files());
    }
}
