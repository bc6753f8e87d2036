using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>What a certificate transparency log signed before the certificate was: the certificate without the log's promise.</summary>
internal static class Precertificate
{
    private const byte Version1 = 0;
    private const byte CertificateTimestampType = 0;
    private const ushort PrecertificateEntry = 1;

    /// <summary>The bytes that a timestamp's signature is over (RFC 6962, 3.2).</summary>
    public static byte[] Signed(CertificateTimestamp timestamp, byte[] tbs, Certificate issuer)
    {
        var result = new byte[1 + 1 + 8 + 2 + 32 + 3 + tbs.Length + 2 + timestamp.Extensions.Length];
        var rest = result.AsSpan();
        rest[0] = Version1;
        rest[1] = CertificateTimestampType;
        BinaryPrimitives.WriteUInt64BigEndian(rest[2..], timestamp.Milliseconds);
        BinaryPrimitives.WriteUInt16BigEndian(rest[10..], PrecertificateEntry);
        SHA256.HashData(issuer.PublicKeyInfo.Span, rest[12..]);
        rest[44] = (byte)(tbs.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(rest[45..], (ushort)tbs.Length);
        tbs.CopyTo(rest[47..]);
        BinaryPrimitives.WriteUInt16BigEndian(rest[(47 + tbs.Length)..], (ushort)timestamp.Extensions.Length);
        timestamp.Extensions.Span.CopyTo(rest[(49 + tbs.Length)..]);
        return result;
    }

    /// <summary>The certificate's TBSCertificate without the extension that holds the timestamps.</summary>
    public static byte[] Body(Certificate certificate)
    {
        var body = new AsnReader(certificate.Tbs, AsnEncodingRules.DER).ReadSequence();
        var extensions = new Asn1Tag(TagClass.ContextSpecific, 3, isConstructed: true);
        var writer = new AsnWriter(AsnEncodingRules.DER, certificate.Tbs.Length);
        using (writer.PushSequence())
        {
            while (body.HasData && !body.PeekTag().HasSameClassAndValue(extensions)) writer.WriteEncodedValue(body.ReadEncodedValue().Span);
            using (writer.PushSequence(extensions))
            using (writer.PushSequence())
            {
                foreach (var extension in certificate.Extensions)
                {
                    if (extension.Oid != Oids.CertificateTimestamps) writer.WriteEncodedValue(extension.Encoded.Span);
                }
            }
        }

        return writer.Encode();
    }
}
