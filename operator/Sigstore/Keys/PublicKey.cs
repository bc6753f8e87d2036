using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>A managed public key, imported once. Safe for use by several threads.</summary>
internal abstract class PublicKey
{
    private const string EcPublicKey = "1.2.840.10045.2.1";
    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string Ed25519 = "1.3.101.112";
    private const int LongestPem = 16 * 1024;

    // Over the key as .NET writes it, not as it was given: a point has two encodings, and one key must have one fingerprint.
    protected PublicKey(AsymmetricAlgorithm key) =>
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>sha256 over the SubjectPublicKeyInfo, in hexadecimal.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether this key made this signature over this message. False for any malformed signature.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    public static PublicKey FromPem(string authority, string pem)
    {
        try
        {
            return Read(authority, pem);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or ArgumentException or FormatException)
        {
            throw Unusable(authority, "it cannot be parsed as a public key", e);
        }
    }

    private static PublicKey Read(string authority, string pem)
    {
        if (string.IsNullOrWhiteSpace(pem)) throw Unusable(authority, "it is empty");
        if (pem.Length > LongestPem) throw Unusable(authority, $"it is longer than {LongestPem} characters");
        if (!PemEncoding.TryFind(pem, out var fields))
            throw Unusable(authority, "it is not PEM; it starts with -----BEGIN PUBLIC KEY----- and ends with -----END PUBLIC KEY-----");
        var label = pem[fields.Label];
        if (label.Contains("PRIVATE", StringComparison.Ordinal))
            throw Unusable(authority, "it is a private key; put the public key here, and treat the private key as exposed");
        if (label != "PUBLIC KEY") throw Unusable(authority, "its PEM block is not a PUBLIC KEY");
        if (PemEncoding.TryFind(pem.AsSpan(fields.Location.End.Value), out _))
            throw Unusable(authority, "it holds more than one PEM block; give each key an authority of its own");

        var der = Convert.FromBase64String(pem[fields.Base64Data]);
        return Algorithm(der) switch
        {
            EcPublicKey => EcdsaKey.Import(authority, der),
            RsaEncryption => RsaKey.Import(authority, der),
            Ed25519 => throw Unusable(authority, "it is an Ed25519 key, which is not supported yet; use ECDSA P-256"),
            var other => throw Unusable(authority, $"its algorithm {other} is not supported; use ECDSA P-256"),
        };
    }

    internal static PolicyException Unusable(string authority, string why, Exception? inner = null) =>
        new($"the key of authority '{authority}' cannot be used: {why}", authority, inner);

    private static string Algorithm(byte[] der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var info = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        return info.ReadSequence().ReadObjectIdentifier();
    }
}
