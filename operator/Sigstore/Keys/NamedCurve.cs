namespace SegmentOperator.Sigstore;

/// <summary>A NIST curve. The hash is the curve's own, and SHA-256 as well: some versions of cosign sign with it on every curve.</summary>
/// <param name="OpenSslName">What OpenSSL calls it, ending in a zero byte.</param>
/// <param name="Coordinate">The bytes of a coordinate.</param>
/// <param name="Schemes">How its keys sign, the likeliest first.</param>
internal sealed record NamedCurve(byte[] OpenSslName, int Coordinate, IReadOnlyList<SignatureScheme> Schemes)
{
    private static readonly NamedCurve P256 = new([.. "P-256\0"u8], 32, [SignatureScheme.Sha256]);
    private static readonly NamedCurve P384 = new([.. "P-384\0"u8], 48, [SignatureScheme.Sha384, SignatureScheme.Sha256]);
    private static readonly NamedCurve P521 = new([.. "P-521\0"u8], 66, [SignatureScheme.Sha512, SignatureScheme.Sha256]);

    /// <summary>The curve of an object identifier.</summary>
    /// <exception cref="KeyNotSupportedException">It is none that is used.</exception>
    public static NamedCurve Of(string oid) => oid switch
    {
        "1.2.840.10045.3.1.7" => P256,
        "1.3.132.0.34" => P384,
        "1.3.132.0.35" => P521,
        _ => throw new KeyNotSupportedException("its curve is not supported; use P-256, P-384 or P-521"),
    };
}
