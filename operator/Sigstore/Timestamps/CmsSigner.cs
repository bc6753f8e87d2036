using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>CMS's SignerInfo with the attributes that a timestamp must have (RFC 5652, RFC 5816).</summary>
internal sealed record CmsSigner
{
    private static readonly Asn1Tag KeyId = new(TagClass.ContextSpecific, 0);

    /// <summary>The signing certificate's issuer; empty where it is named by its key.</summary>
    public ReadOnlyMemory<byte> Issuer { get; private init; }

    public ReadOnlyMemory<byte> Serial { get; private init; }

    public ReadOnlyMemory<byte> KeyIdentifier { get; private init; }

    public HashAlgorithmName Digest { get; private init; }

    /// <summary>The signed attributes as they were signed: as a SET.</summary>
    public byte[] Signed { get; private init; } = [];

    public ReadOnlyMemory<byte> SignatureAlgorithm { get; private init; }

    public ReadOnlyMemory<byte> Signature { get; private init; }

    public ReadOnlyMemory<byte> ContentHash { get; private init; }

    /// <summary>The hash of the certificate that the token is bound to, and by which algorithm.</summary>
    public ReadOnlyMemory<byte> CertificateHash { get; private init; }

    public HashAlgorithmName CertificateAlgorithm { get; private init; }

    /// <summary>Whether the token says to be signed with this certificate.</summary>
    public bool Names(Certificate certificate) => KeyIdentifier.IsEmpty
        ? Serial.Span.SequenceEqual(certificate.Serial.Span) && Issuer.Span.SequenceEqual(certificate.Issuer.Span)
        : certificate.Find(Oids.SubjectKeyIdentifier) is { } extension
            && extension.Value.Span is [0x04, var length, .. var key] && length == key.Length && key.SequenceEqual(KeyIdentifier.Span);

    /// <summary>Whether the signed attributes bind the token to this certificate.</summary>
    public bool IsBoundTo(Certificate certificate) =>
        CryptographicOperations.HashData(CertificateAlgorithm, certificate.Der).AsSpan().SequenceEqual(CertificateHash.Span);

    public static CmsSigner Read(AsnReader info)
    {
        if (!info.TryReadInt32(out var version) || version is not (1 or 3)) throw new MalformedException("the timestamp's signer is of another version");
        ReadOnlyMemory<byte> issuer = default, serial = default, keyId = default;
        if (info.PeekTag().HasSameClassAndValue(KeyId))
        {
            keyId = info.ReadOctetString(KeyId);
        }
        else
        {
            var name = info.ReadSequence();
            issuer = name.ReadEncodedValue();
            serial = name.ReadIntegerBytes();
            name.ThrowIfNotEmpty();
        }

        var digest = Hashes.FromOid(info.ReadSequence().ReadObjectIdentifier())
            ?? throw new MalformedException("the timestamp is signed with a hash other than SHA-256, SHA-384 and SHA-512");
        if (!info.PeekTag().HasSameClassAndValue(TimestampToken.Context(0))) throw new MalformedException("the timestamp has no signed attributes");
        var encoded = info.PeekEncodedValue().ToArray();
        // What was signed is the set under its own tag, and not under the one that it has here.
        encoded[0] = 0x31;
        var attributes = SignedAttributes.Read(info.ReadSetOf(skipSortOrderValidation: true, TimestampToken.Context(0)));
        var algorithm = info.ReadEncodedValue();
        if (!info.TryReadPrimitiveOctetString(out var signature)) throw new MalformedException("the timestamp has no signature");
        if (info.HasData) info.ReadEncodedValue();
        info.ThrowIfNotEmpty();
        return new CmsSigner
        {
            Issuer = issuer,
            Serial = serial,
            KeyIdentifier = keyId,
            Digest = digest,
            Signed = encoded,
            SignatureAlgorithm = algorithm,
            Signature = signature,
            ContentHash = attributes.ContentHash,
            CertificateHash = attributes.CertificateHash,
            CertificateAlgorithm = attributes.CertificateAlgorithm,
        };
    }
}
