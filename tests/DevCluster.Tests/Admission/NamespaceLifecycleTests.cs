using SegmentOperator.DevCluster.Admission;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Tests.Security;

namespace SegmentOperator.DevCluster.Tests.Admission;

public sealed class NamespaceLifecycleTests
{
    [Fact]
    public void Nothing_new_comes_into_a_namespace_that_is_going()
    {
        using var cluster = new FakeCluster();
        cluster.Add("/namespaces", """{"metadata": {"name": "ns"}, "status": {"phase": "Terminating"}}""");
        var refusal = Assert.Throws<ApiException>(() => Admit(cluster, "configmaps", AdmissionOperation.Create, "late"));
        Assert.Equal("configmaps \"late\" is forbidden: unable to create new content in namespace ns because it is being terminated", refusal.Message);
        Assert.Equal("NamespaceTerminating", refusal.Status["details"]!["causes"]![0]!["reason"]!.GetValue<string>());
        Admit(cluster, "configmaps", AdmissionOperation.Update, "old");
        Admit(cluster, "configmaps", AdmissionOperation.Delete, "old");
    }

    [Fact]
    public void The_namespaces_of_the_system_stay()
    {
        using var cluster = new FakeCluster();
        var refusal = Assert.Throws<ApiException>(() => Admit(cluster, "namespaces", AdmissionOperation.Delete, "kube-system"));
        Assert.Equal("namespaces \"kube-system\" is forbidden: this namespace may not be deleted", refusal.Message);
    }

    private static void Admit(FakeCluster cluster, string resource, AdmissionOperation operation, string name)
    {
        var info = TestResource.Of("", resource, resource);
        new NamespaceLifecycle(cluster.Context).Mutate(new AdmissionAttributes(operation, info, "", resource == "namespaces" ? "" : "ns", name, null, null, null,
            FakeCluster.User("alice"), false, []));
    }
}
