using SegmentOperator.TestSupport;

namespace SegmentOperator.Api.Tests.Servers;

/// <summary>A theory that needs a real kube-apiserver, and is skipped where KUBEBUILDER_ASSETS names none.</summary>
internal sealed class RealServerTheoryAttribute : TheoryAttribute
{
    public RealServerTheoryAttribute()
    {
        if (ControlPlane.Assets is null)
            Skip = "KUBEBUILDER_ASSETS names no folder with kube-apiserver and etcd.";
    }
}
