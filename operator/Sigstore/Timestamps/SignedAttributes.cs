using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>The attributes of a timestamp's signer that count: the type and hash of what is signed, and the certificate.</summary>
internal sealed record SignedAttributes(ReadOnlyMemory<byte> ContentHash, ReadOnlyMemory<byte> CertificateHash, HashAlgorithmName CertificateAlgorithm)
{
    public static SignedAttributes Read(AsnReader set)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var typed = false;
        ReadOnlyMemory<byte> content = default;
        (ReadOnlyMemory<byte> Hash, HashAlgorithmName Algorithm)? certificate = null, weaker = null;
        while (set.HasData)
        {
            var attribute = set.ReadSequence();
            var oid = attribute.ReadObjectIdentifier();
            if (!seen.Add(oid)) throw new MalformedException($"the timestamp has the signed attribute {oid} twice");
            var values = attribute.ReadSetOf(skipSortOrderValidation: true);
            attribute.ThrowIfNotEmpty();
            switch (oid)
            {
                case Oids.ContentType:
                    typed = values.ReadObjectIdentifier() == Oids.TimestampInfo;
                    values.ThrowIfNotEmpty();
                    break;
                case Oids.MessageDigest:
                    content = values.ReadOctetString();
                    values.ThrowIfNotEmpty();
                    break;
                case Oids.SigningCertificateV2:
                    certificate = Bound(values, HashAlgorithmName.SHA256);
                    values.ThrowIfNotEmpty();
                    break;
                case Oids.SigningCertificate:
                    weaker = Bound(values, HashAlgorithmName.SHA1);
                    values.ThrowIfNotEmpty();
                    break;
            }
        }

        if (!typed) throw new MalformedException("the timestamp's signature is not over a timestamp");
        if (content.IsEmpty) throw new MalformedException("the timestamp's signature is over nothing");
        return (certificate ?? weaker) is { } bound
            ? new SignedAttributes(content, bound.Hash, bound.Algorithm)
            : throw new MalformedException("the timestamp is bound to no certificate");
    }

    // The first of the certificates is the signer's (RFC 2634, 5.4); its issuer and serial number follow from its hash.
    private static (ReadOnlyMemory<byte>, HashAlgorithmName) Bound(AsnReader values, HashAlgorithmName implied)
    {
        var identifier = values.ReadSequence().ReadSequence().ReadSequence();
        var algorithm = implied;
        if (implied != HashAlgorithmName.SHA1 && identifier.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
            algorithm = Hashes.FromOid(identifier.ReadSequence().ReadObjectIdentifier())
                ?? throw new MalformedException("the timestamp is bound to a certificate by an unknown hash");
        return (identifier.ReadOctetString(), algorithm);
    }
}
