using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Manager.Runs.Salesforce;

/// <summary>The HTTP client for token endpoints: it follows no redirect, because what it posts is a credential.</summary>
internal static class TokenHttp
{
    public static HttpClient Create(X509Certificate2Collection? authorities)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        if (authorities is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
            using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(system.Certificates);
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
