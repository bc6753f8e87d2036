using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>ECDSA on a NIST curve by .NET's own import, for an OpenSSL before version 3.</summary>
internal sealed class EcdsaKey : PublicKey
{
    // An ECDsa instance promises nothing to several threads at once, so each use borrows one.
    private readonly ConcurrentQueue<ECDsa> idle = new();

    private EcdsaKey(ECDsa key, IReadOnlyList<SignatureScheme> schemes) : base(key.ExportSubjectPublicKeyInfo())
    {
        Schemes = schemes;
        idle.Enqueue(key);
    }

    public override KeyAlgorithm Algorithm => KeyAlgorithm.Ecdsa;

    public override IReadOnlyList<SignatureScheme> Schemes { get; }

    public static EcdsaKey Import(ReadOnlySpan<byte> der, NamedCurve curve)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(der, out _);
            return new EcdsaKey(key, curve.Schemes);
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
            key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Canonical, out _);
        }

        try
        {
            return key.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence);
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
