using System.Security.Cryptography;

namespace SegmentOperator.Signing;

/// <summary>A private key for tests, P-256 unless asked otherwise. It signs as cosign does.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly IDisposable key;
    private readonly Func<byte[], byte[]> sign;
    private readonly Func<string>? privatePem;

    private SigningKey(ECDsa key, HashAlgorithmName hash)
        : this(key, key.ExportSubjectPublicKeyInfo(), message => key.SignData(message, hash, DSASignatureFormat.Rfc3279DerSequence), key.ExportPkcs8PrivateKeyPem)
    {
        Ecdsa = key;
    }

    private SigningKey(RSA key, RSASignaturePadding padding)
        : this(key, key.ExportSubjectPublicKeyInfo(), message => key.SignData(message, HashAlgorithmName.SHA256, padding), key.ExportPkcs8PrivateKeyPem)
    {
    }

    private SigningKey(IDisposable key, byte[] publicKey, Func<byte[], byte[]> sign, Func<string>? privatePem) =>
        (this.key, PublicKey, this.sign, this.privatePem) = (key, publicKey, sign, privatePem);

    /// <summary>The public half: a SubjectPublicKeyInfo in DER.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The public half, as <c>cosign.pub</c> has it.</summary>
    public string PublicKeyPem => PemEncoding.WriteString("PUBLIC KEY", PublicKey) + "\n";

    /// <summary>The private half, PKCS#8 without a password.</summary>
    public string PrivateKeyPem => (privatePem ?? throw new NotSupportedException("This key is not exported."))() + "\n";

    /// <summary>sha256 over the SubjectPublicKeyInfo, in base64: the hint that a bundle names its key by.</summary>
    public string Hint => Convert.ToBase64String(SHA256.HashData(PublicKey));

    /// <summary>The key as .NET has it, where it is on a curve that .NET knows.</summary>
    internal ECDsa? Ecdsa { get; }

    /// <summary>A new P-256 key.</summary>
    public static SigningKey Generate() => Generate(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256);

    /// <summary>A new key on a curve, signing with a hash.</summary>
    public static SigningKey Generate(ECCurve curve, HashAlgorithmName hash) => new(ECDsa.Create(curve), hash);

    /// <summary>A new RSA key.</summary>
    public static SigningKey GenerateRsa(RSASignaturePadding padding, int bits = 2048) => new(RSA.Create(bits), padding);

    /// <summary>A new Ed25519 key.</summary>
    public static SigningKey GenerateEd25519() => FromEd25519Seed(RandomNumberGenerator.GetBytes(Ed25519.KeyLength));

    /// <summary>The Ed25519 key of a seed (RFC 8032, 5.1.5).</summary>
    public static SigningKey FromEd25519Seed(byte[] seed)
    {
        var pair = new Ed25519(seed);
        return new SigningKey(pair, pair.PublicKeyInfo, pair.Sign, null);
    }

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
