using System.Security.Cryptography;
using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>A key of a TUF role. A key of a type that is not known verifies nothing, so that a repository may add new types.</summary>
internal sealed class TufKey
{
    private readonly Func<byte[], byte[], bool> verify;

    private TufKey(string identity, Func<byte[], byte[], bool> verify) => (Identity, this.verify) = (identity, verify);

    /// <summary>What makes a key the same key under whatever id: its type and its public part.</summary>
    public string Identity { get; }

    public bool Verifies(byte[] signed, byte[] signature)
    {
        try
        {
            return verify(signed, signature);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public static TufKey Read(JsonElement key)
    {
        var type = key.GetProperty("keytype").GetString();
        var scheme = key.GetProperty("scheme").GetString();
        var text = key.GetProperty("keyval").GetProperty("public").GetString() ?? throw new FormatException("a key has no public part");
        return (type, scheme) switch
        {
            ("ecdsa" or "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => Ecdsa(text, HashAlgorithmName.SHA256, ECCurve.NamedCurves.nistP256),
            ("ecdsa" or "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384") => Ecdsa(text, HashAlgorithmName.SHA384, ECCurve.NamedCurves.nistP384),
            ("rsa", "rsassa-pss-sha256") => Rsa(text),
            ("ed25519", "ed25519") => Ed25519Of(text),
            _ => new TufKey($"{type} {text.Trim()}", (_, _) => false),
        };
    }

    // PEM, or the bare point in hexadecimal as in the public-good instance's first roots.
    private static TufKey Ecdsa(string text, HashAlgorithmName hash, ECCurve curve)
    {
        var key = ECDsa.Create();
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            key.ImportFromPem(text);
        }
        else
        {
            var point = Convert.FromHexString(text);
            if (point.Length % 2 == 0 || point[0] != 4) throw new FormatException("a key is no uncompressed point");
            var half = point.Length / 2;
            key.ImportParameters(new ECParameters { Curve = curve, Q = new ECPoint { X = point[1..(half + 1)], Y = point[(half + 1)..] } });
        }

        if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != curve.Oid.Value) throw new FormatException("a key is on another curve than its scheme");
        var turn = new Lock();
        return new TufKey(IdentityOf(key), (signed, signature) =>
        {
            lock (turn) return key.VerifyData(signed, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        });
    }

    // Some repositories' signers salt as long as the hash, others as long as fits.
    private static TufKey Rsa(string text)
    {
        using var key = RSA.Create();
        key.ImportFromPem(text);
        if (key.KeySize < 2048) throw new FormatException("an RSA key has less than 2048 bits");
        var handle = LibCrypto.ImportPublicKey(key.ExportSubjectPublicKeyInfo());
        return new TufKey(IdentityOf(key), (signed, signature) => LibCrypto.VerifyPss(handle, SHA256.HashData(signed), signature, HashAlgorithmName.SHA256));
    }

    private static TufKey Ed25519Of(string text)
    {
        var key = Convert.FromHexString(text);
        if (key.Length != 32) throw new FormatException("an Ed25519 key does not have 32 bytes");
        var handle = LibCrypto.ImportEd25519(key);
        return new TufKey(
            "ed25519 " + Convert.ToHexStringLower(key),
            (signed, signature) => signature.Length == 64 && LibCrypto.VerifyEd25519(handle, signed, signature));
    }

    private static string IdentityOf(AsymmetricAlgorithm key) => Convert.ToHexStringLower(key.ExportSubjectPublicKeyInfo());
}
