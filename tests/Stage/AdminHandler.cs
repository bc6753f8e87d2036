using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>Plain HTTP requests with the trust and the credential of a kubeconfig.</summary>
internal sealed class AdminHandler(ClusterConfiguration configuration, X509Certificate2? certificate) : DelegatingHandler(Sockets(configuration, certificate))
{
    /// <summary>A client of the server that the configuration names.</summary>
    public static async Task<HttpClient> ClientAsync(ClusterConfiguration configuration, CancellationToken cancellationToken)
    {
        var certificate = configuration.Credential is { } credential ? await credential.GetCertificateAsync(cancellationToken) : null;
        return new HttpClient(new AdminHandler(configuration, certificate)) { BaseAddress = new Uri(configuration.Server.AbsoluteUri.TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AuthorizeAsync(request, cancellationToken).AsTask().GetAwaiter().GetResult();
        return base.Send(request, cancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await AuthorizeAsync(request, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }

    private async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (configuration.Credential is { } credential)
            request.Headers.Authorization = await credential.GetAuthorizationAsync(cancellationToken);
    }

    private static SocketsHttpHandler Sockets(ClusterConfiguration configuration, X509Certificate2? certificate)
    {
        var tls = new SslClientAuthenticationOptions();
        if (certificate is not null)
            tls.ClientCertificates = [certificate];
        if (configuration.CertificateAuthorities is { } authorities)
        {
            tls.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return new() { SslOptions = tls, AllowAutoRedirect = false };
    }
}
