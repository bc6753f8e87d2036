using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.DevCluster.Tests;

/// <summary>Speaks HTTP to a cluster as its administrator.</summary>
internal static class AdminClient
{
    public static HttpClient For(EmbeddedCluster cluster)
    {
        var (certificate, key) = cluster.Context.Certificates.IssueClient("admin", ["system:masters"]);
        var authority = cluster.Context.Certificates.Authority;
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, server, _, _) => server?.Issuer == authority.Subject,
        };
        handler.ClientCertificates.Add(X509Certificate2.CreateFromPem(certificate, key));
        return new HttpClient(handler) { BaseAddress = cluster.Address };
    }
}
