using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Kubernetes;

/// <summary>Reads PEM, with messages that name where it came from.</summary>
internal static class Pem
{
    public static X509Certificate2Collection Certificates(string pem, string source)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw new KubeconfigException($"{source} holds a certificate that cannot be read: {error.Message}", error);
        }

        return certificates.Count > 0 ? certificates : throw new KubeconfigException($"{source} holds no PEM certificate.");
    }

    public static X509Certificate2 WithKey(string certificate, string key, string source)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new KubeconfigException($"{source} holds no client certificate with its key: {error.Message}", error);
        }
    }

    public static string FromBase64(string value, string what)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(value));
        }
        catch (FormatException error)
        {
            throw new KubeconfigException($"{what} is not base64.", error);
        }
    }
}
