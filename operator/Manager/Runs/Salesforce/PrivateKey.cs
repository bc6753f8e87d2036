using System.Security.Cryptography;
using SegmentOperator.Manager.Runs.Credentials;

namespace SegmentOperator.Manager.Runs.Salesforce;

/// <summary>Reads the segment's signing key.</summary>
internal static class PrivateKey
{
    private const int MinBits = 2048;

    /// <summary>An unencrypted RSA private key in PEM (RFC 7468), PKCS#8 or PKCS#1.</summary>
    /// <exception cref="CredentialException">It is none, or shorter than 2048 bits.</exception>
    public static RSA Import(string pem, string where)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize < MinBits)
                throw new CredentialException("PrivateKeyInvalid", $"{where} is an RSA key of {key.KeySize} bits; use at least {MinBits}.", isFinal: false);
            _ = key.ExportParameters(includePrivateParameters: true);
            return key;
        }
        catch (CredentialException)
        {
            key.Dispose();
            throw;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new CredentialException("PrivateKeyInvalid", $"{where} is no unencrypted RSA private key in PEM; put the key of the connected app's certificate there.", isFinal: false);
        }
    }
}
