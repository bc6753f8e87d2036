using System.Reflection;
using SegmentOperator.TestSupport;
using Xunit.Sdk;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>The API servers that an attack is tried on: DevCluster, and a real kube-apiserver where KUBEBUILDER_ASSETS names one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServersAttribute : DataAttribute
{
    public const string DevCluster = "DevCluster";
    public const string Real = "kube-apiserver";

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        ControlPlane.Assets is null ? [[DevCluster]] : [[DevCluster], [Real]];
}
