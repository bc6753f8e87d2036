using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Kubernetes;

/// <summary>Who we are to the server. Asked before every request, so that what expires is renewed.</summary>
public interface IClusterCredential
{
    /// <summary>The certificate to connect with, or null.</summary>
    ValueTask<X509Certificate2?> GetCertificateAsync(CancellationToken cancellationToken);

    /// <summary>The Authorization header, or null.</summary>
    ValueTask<AuthenticationHeaderValue?> GetAuthorizationAsync(CancellationToken cancellationToken);

    /// <summary>The server did not accept it: do not use the remembered one again.</summary>
    void Reject();
}
