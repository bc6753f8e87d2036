using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>
/// RSA, PKCS#1 v1.5 (what cosign writes) or PSS. .NET takes only salts as long as the hash; Go and OpenSSL write the longest that fits unless
/// they are told otherwise, so PSS is verified by OpenSSL, which finds the salt's length in the signature.
/// </summary>
internal sealed class RsaKey : PublicKey
{
    private const int SmallestBits = 2048;
    private const int LargestBits = 8192;

    // cosign and key services let people choose the hash, and nothing in a signature tells which it was.
    private static readonly SignatureScheme[] All =
    [
        SignatureScheme.Sha256, SignatureScheme.Sha256Pss, SignatureScheme.Sha512, SignatureScheme.Sha512Pss, SignatureScheme.Sha384, SignatureScheme.Sha384Pss,
    ];

    private readonly ConcurrentQueue<RSA> idle = new();
    private readonly LibCrypto.KeyHandle handle;

    private RsaKey(RSA key) : base(key.ExportSubjectPublicKeyInfo())
    {
        handle = LibCrypto.ImportPublicKey(Canonical);
        idle.Enqueue(key);
    }

    public override KeyAlgorithm Algorithm => KeyAlgorithm.Rsa;

    public override IReadOnlyList<SignatureScheme> Schemes => All;

    public static RsaKey Import(ReadOnlySpan<byte> der)
    {
        var key = RSA.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(der, out _);
            return key.KeySize is < SmallestBits or > LargestBits
                ? throw new MalformedException($"it is an RSA key of {key.KeySize} bits; use {SmallestBits} to {LargestBits}")
                : new RsaKey(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public override bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        if (scheme.Pss) return LibCrypto.VerifyPss(handle, hash, signature, scheme.Hash);
        if (!idle.TryDequeue(out var key))
        {
            key = RSA.Create();
            key.ImportSubjectPublicKeyInfo(Canonical, out _);
        }

        try
        {
            return key.VerifyHash(hash, signature, scheme.Hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            idle.Enqueue(key);
        }
    }

    public override void Dispose()
    {
        handle.Dispose();
        while (idle.TryDequeue(out var key)) key.Dispose();
    }
}
