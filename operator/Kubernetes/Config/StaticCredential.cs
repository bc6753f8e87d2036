using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Kubernetes;

/// <summary>A certificate or a header that never changes.</summary>
internal sealed class StaticCredential(X509Certificate2? certificate, AuthenticationHeaderValue? authorization) : IClusterCredential
{
    public ValueTask<X509Certificate2?> GetCertificateAsync(CancellationToken cancellationToken) => new(certificate);

    public ValueTask<AuthenticationHeaderValue?> GetAuthorizationAsync(CancellationToken cancellationToken) => new(authorization);

    public void Reject()
    {
    }
}
