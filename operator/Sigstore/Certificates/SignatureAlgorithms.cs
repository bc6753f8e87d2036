using System.Formats.Asn1;

namespace SegmentOperator.Sigstore;

/// <summary>X.509's and CMS's algorithm identifiers.</summary>
internal static class SignatureAlgorithms
{
    /// <summary>The scheme and the kind of key that an AlgorithmIdentifier names; null for what is unknown or weak.</summary>
    public static (KeyAlgorithm Key, SignatureScheme Scheme)? Read(ReadOnlyMemory<byte> identifier)
    {
        try
        {
            return Parse(identifier);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static (KeyAlgorithm Key, SignatureScheme Scheme)? Parse(ReadOnlyMemory<byte> identifier)
    {
        var reader = new AsnReader(identifier, AsnEncodingRules.DER).ReadSequence();
        var oid = reader.ReadObjectIdentifier();
        switch (oid)
        {
            case "1.2.840.10045.4.3.2": return (KeyAlgorithm.Ecdsa, SignatureScheme.Sha256);
            case "1.2.840.10045.4.3.3": return (KeyAlgorithm.Ecdsa, SignatureScheme.Sha384);
            case "1.2.840.10045.4.3.4": return (KeyAlgorithm.Ecdsa, SignatureScheme.Sha512);
            case "1.2.840.113549.1.1.11": return (KeyAlgorithm.Rsa, SignatureScheme.Sha256);
            case "1.2.840.113549.1.1.12": return (KeyAlgorithm.Rsa, SignatureScheme.Sha384);
            case "1.2.840.113549.1.1.13": return (KeyAlgorithm.Rsa, SignatureScheme.Sha512);
            case Oids.Ed25519: return (KeyAlgorithm.Ed25519, default);
            case Oids.RsaPss: return Pss(reader);
            default: return null;
        }
    }

    // RFC 4055. The mask function is MGF1 with the same hash, which is the only one that RSASSA-PSS is used with.
    private static (KeyAlgorithm, SignatureScheme)? Pss(AsnReader reader)
    {
        var hashTag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var parameters = reader.ReadSequence();
        if (!parameters.HasData || !parameters.PeekTag().HasSameClassAndValue(hashTag)) return null;
        var oid = parameters.ReadSequence(hashTag).ReadSequence().ReadObjectIdentifier();
        return Hashes.FromOid(oid) is { } hash ? (KeyAlgorithm.Rsa, new SignatureScheme(hash, Pss: true)) : null;
    }

    /// <summary>
    /// CMS names hash and signature apart; the signature's identifier may be the whole scheme, or the bare kind of key
    /// (rsaEncryption, id-ecPublicKey) whose hash is then the digest's.
    /// </summary>
    public static (KeyAlgorithm Key, SignatureScheme Scheme)? ReadCms(ReadOnlyMemory<byte> identifier, SignatureScheme digest)
    {
        if (Read(identifier) is { } whole) return whole;
        try
        {
            return new AsnReader(identifier, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier() switch
            {
                "1.2.840.113549.1.1.1" => (KeyAlgorithm.Rsa, digest),
                "1.2.840.10045.2.1" => (KeyAlgorithm.Ecdsa, digest),
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
