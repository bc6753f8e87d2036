using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Kubernetes;

/// <summary>Carries requests to the server.</summary>
internal interface ITransport : IDisposable
{
    /// <summary>Sends, and returns as soon as the answer's headers are there.</summary>
    /// <param name="request">The request, complete.</param>
    /// <param name="certificate">The certificate to be known by, or null.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, X509Certificate2? certificate, CancellationToken cancellationToken);
}
