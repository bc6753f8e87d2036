using SegmentOperator.Generator.Rbac;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.Tests.Generator;

[Rbac("", "pods", "watch,get, list", Reason = "runs are watched")]
[Rbac("", "pods", "get,list,watch", Reason = "pods are listed")]
[Rbac("rbac.authorization.k8s.io", "clusterroles", "bind", ResourceNames = "view,edit", Reason = "grants bind these")]
[Rbac("", "secrets", "create,delete", Role = "isolation", Reason = "a run has a Secret of its own")]
public sealed class RbacFileTests
{
    private static readonly string Text = RbacFile.Write(RbacReader.Read(typeof(RbacFileTests).Assembly.Location));

    [Fact]
    public void A_role_is_written_for_each_that_the_attributes_name()
    {
        Assert.Equal(["  name: isolation", "  name: segment-operator"], Text.Split('\n').Where(line => line.StartsWith("  name:", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_rule_stands_under_its_reasons()
    {
        Assert.Contains("""
            # pods are listed
            # runs are watched
            - apiGroups: ['']
              resources: [pods]
              verbs: [get, list, watch]

            """, Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_keeps_the_names_that_it_is_limited_to()
    {
        Assert.Contains("""
            # grants bind these
            - apiGroups: [rbac.authorization.k8s.io]
              resources: [clusterroles]
              resourceNames: [edit, view]
              verbs: [bind]

            """, Text, StringComparison.Ordinal);
    }
}
