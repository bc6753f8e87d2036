using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Oci;

/// <summary>The connections: pooled, no redirects followed, no cookies, private authorities trusted beside the system's.</summary>
internal static class RegistryHandler
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static SocketsHttpHandler Create(RegistryClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.RequestTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 16,
            MaxResponseHeadersLength = 64,
            // A registry has no business in our trace context, and the built-in spans would show whole addresses.
            ActivityHeadersPropagator = null,
        };
        if (options.Proxy is { } proxy) handler.Proxy = Proxy(proxy);
        if (options.CertificateAuthorities is { Count: > 0 } authorities)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                errors == SslPolicyErrors.None
                || (errors == SslPolicyErrors.RemoteCertificateChainErrors && ChainsTo(authorities, certificate, chain));
        }

        return handler;
    }

    // User and password are taken out of the address, so that no message about the proxy shows them.
    private static WebProxy Proxy(Uri proxy)
    {
        var address = new UriBuilder(proxy) { UserName = string.Empty, Password = string.Empty }.Uri;
        if (proxy.UserInfo.Length == 0) return new WebProxy(address);
        var parts = proxy.UserInfo.Split(':', 2);
        return new WebProxy(address)
        {
            Credentials = new NetworkCredential(
                Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : string.Empty),
        };
    }

    private static bool ChainsTo(X509Certificate2Collection authorities, X509Certificate? certificate, X509Chain? presented)
    {
        if (certificate is not X509Certificate2 leaf) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.DisableCertificateDownloads = true;
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(leaf);
    }
}
