using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>
/// ECDSA on a NIST curve, imported by OpenSSL itself. .NET's import multiplies the point by the curve's order, which costs two
/// verifications and shows nothing here: these curves have a prime order and no cofactor, so a point on the curve is a valid key.
/// </summary>
internal sealed class NativeEcdsaKey : PublicKey
{
    private const byte Uncompressed = 4;
    private readonly LibCrypto.KeyHandle handle;

    private NativeEcdsaKey(byte[] canonical, LibCrypto.KeyHandle handle, IReadOnlyList<SignatureScheme> schemes) : base(canonical) =>
        (this.handle, Schemes) = (handle, schemes);

    public override KeyAlgorithm Algorithm => KeyAlgorithm.Ecdsa;

    public override IReadOnlyList<SignatureScheme> Schemes { get; }

    /// <summary>Reads a key whose curve is one of those that are used.</summary>
    public static NativeEcdsaKey Import(ReadOnlyMemory<byte> der, NamedCurve curve)
    {
        var info = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var algorithm = info.ReadSequence();
        algorithm.ReadObjectIdentifier();
        algorithm.ReadObjectIdentifier();
        algorithm.ThrowIfNotEmpty();
        var point = info.ReadBitString(out var unused);
        info.ThrowIfNotEmpty();
        // Compressed points are read neither by .NET nor by Go. Of a whole one DER has one encoding only: this is the canonical one.
        return unused == 0 && point.Length == 1 + curve.Coordinate + curve.Coordinate && point[0] == Uncompressed
            ? new NativeEcdsaKey(der.ToArray(), LibCrypto.ImportEcdsa(curve.OpenSslName, point), curve.Schemes)
            : throw new CryptographicException("the point is not whole");
    }

    public override bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureScheme scheme) =>
        LibCrypto.VerifyHash(handle, hash, signature);

    public override void Dispose() => handle.Dispose();
}
