using System.Text;

namespace SegmentOperator.DevCluster;

/// <summary>Writes kubeconfig files with everything in them.</summary>
internal static class Kubeconfig
{
    public static string OfToken(Uri address, string authorityPem, string user, string token) =>
        Write(address, authorityPem, user, $"    token: \"{token}\"");

    public static string OfCertificate(Uri address, string authorityPem, string user, string certificatePem, string keyPem) =>
        Write(address, authorityPem, user, $"    client-certificate-data: {Base64(certificatePem)}\n    client-key-data: {Base64(keyPem)}");

    private static string Write(Uri address, string authorityPem, string user, string credentials) => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: devcluster
          cluster:
            server: {address.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Base64(authorityPem)}
        users:
        - name: "{user}"
          user:
        {credentials}
        contexts:
        - name: "{user}@devcluster"
          context:
            cluster: devcluster
            user: "{user}"
        current-context: "{user}@devcluster"

        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
