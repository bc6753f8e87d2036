using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>A public key, imported once. Safe for use by several threads.</summary>
internal abstract class PublicKey : IDisposable
{
    private const string EcPublicKey = "1.2.840.10045.2.1";
    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string Ed25519 = "1.3.101.112";
    private string? fingerprint;

    // The key as it is encoded here, not as it was given: a point has two encodings, and one key must have one fingerprint.
    protected PublicKey(byte[] canonical) => Canonical = canonical;

    /// <summary>The SubjectPublicKeyInfo in DER, in the one encoding that two equal keys share.</summary>
    public byte[] Canonical { get; }

    /// <summary>sha256 over <see cref="Canonical"/>, in hexadecimal.</summary>
    public string Fingerprint => fingerprint ??= Convert.ToHexStringLower(SHA256.HashData(Canonical));

    public abstract KeyAlgorithm Algorithm { get; }

    /// <summary>The schemes by which this key's holder may have signed an artifact, the likeliest first.</summary>
    public abstract IReadOnlyList<SignatureScheme> Schemes { get; }

    /// <summary>Whether this key signs messages and not their hashes.</summary>
    public virtual bool NeedsMessage => false;

    /// <summary>Whether this key made this signature over this message by this scheme. False for any malformed signature.</summary>
    public virtual bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        var length = CryptographicOperations.HashData(scheme.Hash, message, hash);
        return VerifyHash(hash[..length], signature, scheme);
    }

    /// <summary>The same over a message's hash.</summary>
    public abstract bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureScheme scheme);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Whether both are the same key.</summary>
    public bool Is(PublicKey other) => Canonical.AsSpan().SequenceEqual(other.Canonical);

    /// <summary>Reads a SubjectPublicKeyInfo in DER.</summary>
    /// <exception cref="MalformedException">It is none, or of a kind that is not used; the message begins with "it".</exception>
    public static PublicKey FromDer(ReadOnlyMemory<byte> der)
    {
        try
        {
            return Name(der, out var parameters) switch
            {
                EcPublicKey => Ecdsa(der, NamedCurve.Of(Curve(parameters))),
                RsaEncryption => RsaKey.Import(der.Span),
                Ed25519 => Ed25519Key.Import(der),
                var other => throw new KeyNotSupportedException($"its algorithm {other} is not supported; use ECDSA P-256"),
            };
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or ArgumentException or NotSupportedException)
        {
            throw new MalformedException("it cannot be parsed as a public key", e);
        }
    }

    /// <summary>Reads an RSA key as PKCS#1 writes it, without saying that it is one: some certificate transparency logs do.</summary>
    /// <exception cref="MalformedException">It is none.</exception>
    public static PublicKey FromPkcs1(ReadOnlyMemory<byte> der)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(RsaEncryption);
                writer.WriteNull();
            }

            writer.WriteBitString(der.Span);
        }

        return FromDer(writer.Encode());
    }

    private static PublicKey Ecdsa(ReadOnlyMemory<byte> der, NamedCurve curve) =>
        LibCrypto.ImportsEcdsa ? NativeEcdsaKey.Import(der, curve) : EcdsaKey.Import(der.Span, curve);

    private static string Name(ReadOnlyMemory<byte> der, out AsnReader parameters)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var info = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        parameters = info.ReadSequence();
        return parameters.ReadObjectIdentifier();
    }

    // A curve by its name only: whoever may describe a curve of his own can make one on which he knows the key.
    private static string Curve(AsnReader parameters) =>
        parameters.HasData && parameters.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier)
            ? parameters.ReadObjectIdentifier() : throw new MalformedException("it does not name its curve");
}
