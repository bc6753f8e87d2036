using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>A public key as people write it down.</summary>
internal static class PemKey
{
    private const int LongestPem = 16 * 1024;

    /// <summary>Reads one PUBLIC KEY block.</summary>
    /// <exception cref="MalformedException">It is none; the message begins with "it".</exception>
    public static PublicKey Read(string pem)
    {
        if (string.IsNullOrWhiteSpace(pem)) throw new MalformedException("it is empty");
        if (pem.Length > LongestPem) throw new MalformedException($"it is longer than {LongestPem} characters");
        if (!PemEncoding.TryFind(pem, out var fields))
            throw new MalformedException("it is not PEM; it starts with -----BEGIN PUBLIC KEY----- and ends with -----END PUBLIC KEY-----");
        var label = pem[fields.Label];
        if (label.Contains("PRIVATE", StringComparison.Ordinal))
            throw new MalformedException("it is a private key; put the public key here, and treat the private key as exposed");
        if (label != "PUBLIC KEY") throw new MalformedException("its PEM block is not a PUBLIC KEY");
        if (PemEncoding.TryFind(pem.AsSpan(fields.Location.End.Value), out _))
            throw new MalformedException("it holds more than one PEM block; give each key an authority of its own");
        return PublicKey.FromDer(Convert.FromBase64String(pem[fields.Base64Data]));
    }
}
