using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Kubernetes.Tests;

/// <summary>A client of a stub.</summary>
internal static class TestClient
{
    public static KubernetesClient Of(StubServer stub, TimeSpan? timeout = null, IClusterCredential? credential = null, IWriteFence? fence = null) =>
        new(new() { Server = stub.Address, Credential = credential, RequestTimeout = timeout ?? TimeSpan.FromSeconds(10) }, TimeProvider.System, fence);
}
