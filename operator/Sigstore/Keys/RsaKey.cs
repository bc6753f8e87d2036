using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>RSA, PKCS#1 v1.5 (what cosign writes) or PSS.</summary>
internal sealed class RsaKey : PublicKey
{
    private const int SmallestBits = 2048;
    private const int LargestBits = 8192;

    private static readonly SignatureScheme[] All = [SignatureScheme.Sha256, SignatureScheme.Sha256Pss];

    private readonly ConcurrentQueue<RSA> idle = new();

    private RsaKey(RSA key) : base(key.ExportSubjectPublicKeyInfo()) => idle.Enqueue(key);

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
        if (!idle.TryDequeue(out var key))
        {
            key = RSA.Create();
            key.ImportSubjectPublicKeyInfo(Canonical, out _);
        }

        try
        {
            return key.VerifyHash(hash, signature, scheme.Hash, scheme.Pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
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
        while (idle.TryDequeue(out var key)) key.Dispose();
    }
}
