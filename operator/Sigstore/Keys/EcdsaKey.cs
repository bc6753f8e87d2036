using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>ECDSA on a NIST curve. The hash is the curve's own, and SHA-256 as well: some versions of cosign sign with it on every
/// curve.</summary>
internal sealed class EcdsaKey : PublicKey
{
    // An ECDsa instance promises nothing to several threads at once, so each use borrows one.
    private readonly ConcurrentQueue<ECDsa> idle = new();

    private EcdsaKey(ECDsa key, SignatureScheme scheme) : base(key.ExportSubjectPublicKeyInfo())
    {
        Schemes = scheme == SignatureScheme.Sha256 ? Of256 : scheme == SignatureScheme.Sha384 ? Of384 : Of512;
        idle.Enqueue(key);
    }

    private static readonly SignatureScheme[] Of256 = [SignatureScheme.Sha256];
    private static readonly SignatureScheme[] Of384 = [SignatureScheme.Sha384, SignatureScheme.Sha256];
    private static readonly SignatureScheme[] Of512 = [SignatureScheme.Sha512, SignatureScheme.Sha256];

    public override KeyAlgorithm Algorithm => KeyAlgorithm.Ecdsa;

    public override IReadOnlyList<SignatureScheme> Schemes { get; }

    public static EcdsaKey Import(ReadOnlySpan<byte> der, string curve)
    {
        var scheme = curve switch
        {
            "1.2.840.10045.3.1.7" => SignatureScheme.Sha256,
            "1.3.132.0.34" => SignatureScheme.Sha384,
            "1.3.132.0.35" => SignatureScheme.Sha512,
            _ => throw new KeyNotSupportedException("its curve is not supported; use P-256, P-384 or P-521"),
        };
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(der, out _);
            return new EcdsaKey(key, scheme);
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
