using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Signing;

/// <summary>An RFC 3161 timestamp authority that gives any time it is asked for.</summary>
public sealed class TimestampAuthority(SigningKey key, byte[] certificate)
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string Info = "1.2.840.113549.1.9.16.1.4";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";

    /// <summary>The authority's own certificate.</summary>
    public byte[] Certificate => certificate;

    /// <summary>A response with a token.</summary>
    /// <param name="message">What existed.</param>
    /// <param name="time">When.</param>
    /// <param name="embed">Whether the certificate comes along.</param>
    /// <param name="boundTo">The certificate that the token is bound to; null for the authority's own.</param>
    /// <param name="status">PKIStatus; 0 is granted.</param>
    public byte[] Stamp(byte[] message, DateTimeOffset time, bool embed = true, byte[]? boundTo = null, int status = 0) =>
        Respond(InfoOf(SHA256.HashData(message), time, []), embed, boundTo, status);

    /// <summary>Answers a client's TimeStampReq over a SHA-256 imprint (RFC 3161, 2.4.1).</summary>
    public byte[] Answer(byte[] request, DateTimeOffset time)
    {
        var reader = new AsnReader(request, AsnEncodingRules.DER).ReadSequence();
        reader.ReadInteger();
        var imprint = reader.ReadSequence();
        var algorithm = imprint.ReadSequence().ReadObjectIdentifier();
        if (algorithm != Sha256) throw new NotSupportedException($"The imprint's algorithm {algorithm} is not SHA-256.");
        var hash = imprint.ReadOctetString();
        if (reader.HasData && reader.PeekTag() == Asn1Tag.ObjectIdentifier) reader.ReadObjectIdentifier();
        var nonce = reader.HasData && reader.PeekTag() == Asn1Tag.Integer ? reader.ReadEncodedValue().ToArray() : [];
        var embed = reader.HasData && reader.PeekTag() == Asn1Tag.Boolean && reader.ReadBoolean();
        return Respond(InfoOf(hash, time, nonce), embed, boundTo: null, status: 0);
    }

    private byte[] Respond(byte[] info, bool embed, byte[]? boundTo, int status)
    {
        var attributes = Attributes(info, boundTo ?? certificate);
        var own = new AsnReader(new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue(), AsnEncodingRules.DER).ReadSequence();
        own.ReadEncodedValue();
        var serial = own.ReadEncodedValue();
        own.ReadEncodedValue();
        var issuer = own.ReadEncodedValue();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) writer.WriteInteger(status);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(SignedData);
                using (writer.PushSequence(Context(0)))
                using (writer.PushSequence())
                {
                    writer.WriteInteger(3);
                    using (writer.PushSetOf()) Algorithm(writer, Sha256);
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(Info);
                        using (writer.PushSequence(Context(0))) writer.WriteOctetString(info);
                    }

                    if (embed)
                    {
                        using (writer.PushSetOf(Context(0))) writer.WriteEncodedValue(certificate);
                    }

                    using (writer.PushSetOf())
                    using (writer.PushSequence())
                    {
                        writer.WriteInteger(1);
                        using (writer.PushSequence())
                        {
                            writer.WriteEncodedValue(issuer.Span);
                            writer.WriteEncodedValue(serial.Span);
                        }

                        Algorithm(writer, Sha256);
                        var tagged = (byte[])attributes.Clone();
                        tagged[0] = 0xA0;
                        writer.WriteEncodedValue(tagged);
                        Algorithm(writer, "1.2.840.10045.4.3.2");
                        writer.WriteOctetString(key.Sign(attributes));
                    }
                }
            }
        }

        return writer.Encode();
    }

    private static byte[] InfoOf(byte[] hash, DateTimeOffset time, byte[] nonce)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier("1.3.6.1.4.1.57264.2");
            using (writer.PushSequence())
            {
                Algorithm(writer, Sha256);
                writer.WriteOctetString(hash);
            }

            writer.WriteInteger(4711);
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
            if (nonce.Length > 0) writer.WriteEncodedValue(nonce);
        }

        return writer.Encode();
    }

    private static byte[] Attributes(byte[] info, byte[] boundTo)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            Attribute(writer, "1.2.840.113549.1.9.3", () => writer.WriteObjectIdentifier(Info));
            Attribute(writer, "1.2.840.113549.1.9.4", () => writer.WriteOctetString(SHA256.HashData(info)));
            Attribute(writer, "1.2.840.113549.1.9.16.2.47", () =>
            {
                using (writer.PushSequence())
                using (writer.PushSequence())
                using (writer.PushSequence())
                    writer.WriteOctetString(SHA256.HashData(boundTo));
            });
        }

        return writer.Encode();
    }

    private static void Attribute(AsnWriter writer, string oid, Action value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSetOf()) value();
        }
    }

    private static void Algorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence()) writer.WriteObjectIdentifier(oid);
    }

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
