using System.Security.Cryptography;

namespace SegmentOperator.Signing;

/// <summary>A private key for tests, P-256 unless asked otherwise. It signs as cosign does.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly AsymmetricAlgorithm key;
    private readonly Func<byte[], byte[]> sign;

    private SigningKey(ECDsa key, HashAlgorithmName hash)
    {
        this.key = key;
        sign = message => key.SignData(message, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private SigningKey(RSA key, RSASignaturePadding padding)
    {
        this.key = key;
        sign = message => key.SignData(message, HashAlgorithmName.SHA256, padding);
    }

    /// <summary>The public half, as <c>cosign.pub</c> has it.</summary>
    public string PublicKeyPem => key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>The private half, PKCS#8 without a password.</summary>
    public string PrivateKeyPem => key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>sha256 over the SubjectPublicKeyInfo, in base64: the hint that a bundle names its key by.</summary>
    public string Hint => Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>A new P-256 key.</summary>
    public static SigningKey Generate() => Generate(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256);

    /// <summary>A new key on a curve, signing with a hash.</summary>
    public static SigningKey Generate(ECCurve curve, HashAlgorithmName hash) => new(ECDsa.Create(curve), hash);

    /// <summary>A new RSA key.</summary>
    public static SigningKey GenerateRsa(RSASignaturePadding padding, int bits = 2048) => new(RSA.Create(bits), padding);

    /// <summary>A P-256 key from an unencrypted PEM.</summary>
    public static SigningKey FromPem(string pem)
    {
        var imported = ECDsa.Create();
        imported.ImportFromPem(pem);
        return new SigningKey(imported, HashAlgorithmName.SHA256);
    }

    /// <summary>Signs.</summary>
    public byte[] Sign(byte[] message) => sign(message);

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
