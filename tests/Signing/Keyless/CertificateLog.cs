using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Signing;

/// <summary>A certificate transparency log that promises whatever it is shown (RFC 6962).</summary>
public sealed class CertificateLog(SigningKey key)
{
    /// <summary>The log's id.</summary>
    public byte[] Id { get; } = SHA256.HashData(key.PublicKey);

    /// <summary>The log's key, a SubjectPublicKeyInfo in DER.</summary>
    public byte[] PublicKey => key.PublicKey;

    /// <summary>A signed certificate timestamp for a precertificate.</summary>
    public byte[] Promise(byte[] body, byte[] issuerKey, DateTimeOffset time, byte[] extensions)
    {
        using var signed = new MemoryStream();
        signed.Write([0, 0]);
        signed.Write(Number((ulong)time.ToUnixTimeMilliseconds(), 8));
        signed.Write([0, 1]);
        signed.Write(SHA256.HashData(issuerKey));
        signed.Write(Number((ulong)body.Length, 3));
        signed.Write(body);
        signed.Write(Number((ulong)extensions.Length, 2));
        signed.Write(extensions);
        var signature = key.Sign(signed.ToArray());
        return
        [
            0, .. Id, .. Number((ulong)time.ToUnixTimeMilliseconds(), 8), .. Number((ulong)extensions.Length, 2), .. extensions,
            4, 3, .. Number((ulong)signature.Length, 2), .. signature,
        ];
    }

    /// <summary>The value of the certificate's extension that holds these promises.</summary>
    public static byte[] Embed(IEnumerable<byte[]> promises)
    {
        byte[] items = [.. promises.SelectMany(promise => (byte[])[.. Number((ulong)promise.Length, 2), .. promise])];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString([.. Number((ulong)items.Length, 2), .. items]);
        return writer.Encode();
    }

    private static byte[] Number(ulong value, int length)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes[^length..];
    }
}
