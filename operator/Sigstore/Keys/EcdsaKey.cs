using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>ECDSA on a NIST curve. The hash is the curve's own, and SHA-256 as well: some versions of cosign sign with it on every
/// curve.</summary>
internal sealed class EcdsaKey : PublicKey
{
    // An ECDsa instance promises nothing to several threads at once, so each use borrows one.
    private readonly ConcurrentBag<ECDsa> idle = [];
    private readonly ECParameters parameters;
    private readonly HashAlgorithmName[] hashes;

    private EcdsaKey(ECDsa key, HashAlgorithmName hash) : base(key)
    {
        parameters = key.ExportParameters(includePrivateParameters: false);
        hashes = hash == HashAlgorithmName.SHA256 ? [hash] : [HashAlgorithmName.SHA256, hash];
        idle.Add(key);
    }

    public static EcdsaKey Import(string authority, byte[] der)
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(der, out _);
        var curve = key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value;
        return curve switch
        {
            "1.2.840.10045.3.1.7" => new EcdsaKey(key, HashAlgorithmName.SHA256),
            "1.3.132.0.34" => new EcdsaKey(key, HashAlgorithmName.SHA384),
            "1.3.132.0.35" => new EcdsaKey(key, HashAlgorithmName.SHA512),
            _ => throw Unusable(authority, "its curve is not supported; use P-256, P-384 or P-521"),
        };
    }

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!idle.TryTake(out var key)) key = ECDsa.Create(parameters);
        try
        {
            foreach (var hash in hashes)
            {
                if (key.VerifyData(message, signature, hash, DSASignatureFormat.Rfc3279DerSequence)) return true;
            }

            return false;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            idle.Add(key);
        }
    }
}
