using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>RSA with SHA-256, PKCS#1 v1.5 (what cosign writes) or PSS.</summary>
internal sealed class RsaKey : PublicKey
{
    private const int SmallestBits = 2048;
    private const int LargestBits = 8192;
    private readonly ConcurrentBag<RSA> idle = [];
    private readonly RSAParameters parameters;

    private RsaKey(RSA key) : base(key)
    {
        parameters = key.ExportParameters(includePrivateParameters: false);
        idle.Add(key);
    }

    public static RsaKey Import(string authority, byte[] der)
    {
        var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(der, out _);
        return key.KeySize is < SmallestBits or > LargestBits
            ? throw Unusable(authority, $"it is an RSA key of {key.KeySize} bits; use {SmallestBits} to {LargestBits}")
            : new RsaKey(key);
    }

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!idle.TryTake(out var key)) key = RSA.Create(parameters);
        try
        {
            return key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                || key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
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
