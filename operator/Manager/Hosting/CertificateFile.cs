using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Manager.Hosting;

/// <summary>Authorities that an option of the command line names.</summary>
internal static class CertificateFile
{
    /// <returns>Null without a file.</returns>
    /// <exception cref="ManagerOptionsException">The file cannot be read, or holds no certificate in PEM (RFC 7468).</exception>
    public static X509Certificate2Collection? Read(string? file, string option)
    {
        if (file is null)
            return null;
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates.Count > 0 ? certificates : throw new ManagerOptionsException($"{option}: {file} holds no certificate in PEM.");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ManagerOptionsException($"{option}: {file} cannot be read: {e.Message}", e);
        }
    }
}
