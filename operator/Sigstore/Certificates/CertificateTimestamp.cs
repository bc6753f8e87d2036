using System.Buffers.Binary;
using System.Formats.Asn1;

namespace SegmentOperator.Sigstore;

/// <summary>A signed certificate timestamp (RFC 6962), as it is embedded in a certificate.</summary>
/// <param name="LogId">The log.</param>
/// <param name="Milliseconds">When the log promised, since 1970.</param>
/// <param name="Extensions">Covered by the signature.</param>
/// <param name="Algorithm">The kind of key and the hash; null for what is unknown or weak.</param>
/// <param name="Signature">The signature.</param>
internal sealed record CertificateTimestamp(
    ReadOnlyMemory<byte> LogId,
    ulong Milliseconds,
    ReadOnlyMemory<byte> Extensions,
    (KeyAlgorithm Key, SignatureScheme Scheme)? Algorithm,
    ReadOnlyMemory<byte> Signature)
{
    private const int LogIdLength = 32;
    private const int Most = 16;
    private const ulong LatestMilliseconds = 253402300799999;

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds((long)Milliseconds);

    /// <summary>The timestamps in a certificate; none where it has no such extension.</summary>
    /// <exception cref="MalformedException">The extension is not what it has to be.</exception>
    public static IReadOnlyList<CertificateTimestamp> Of(Certificate certificate)
    {
        if (certificate.Find(Oids.CertificateTimestamps) is not { } extension) return [];
        try
        {
            var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
            if (!reader.TryReadPrimitiveOctetString(out var value)) throw Malformed();
            reader.ThrowIfNotEmpty();
            return ReadList(value);
        }
        catch (AsnContentException e)
        {
            throw new MalformedException("the certificate's list of signed timestamps is not valid DER", e);
        }
    }

    internal static IReadOnlyList<CertificateTimestamp> ReadList(ReadOnlyMemory<byte> value)
    {
        var list = new List<CertificateTimestamp>();
        var items = Sized(ref value);
        if (!value.IsEmpty) throw Malformed();
        while (!items.IsEmpty)
        {
            if (list.Count == Most) throw new MalformedException($"the certificate has more than {Most} signed timestamps");
            var item = Sized(ref items);
            // What has another version than 1 cannot be read, and need not be (RFC 6962, 3.3).
            if (item.IsEmpty) throw Malformed();
            if (item.Span[0] == 0) list.Add(ReadOne(item[1..]));
        }

        return list;
    }

    private static CertificateTimestamp ReadOne(ReadOnlyMemory<byte> item)
    {
        var log = Take(ref item, LogIdLength);
        var time = BinaryPrimitives.ReadUInt64BigEndian(Take(ref item, sizeof(ulong)).Span);
        var extensions = Sized(ref item);
        var algorithm = Take(ref item, 2);
        var signature = Sized(ref item);
        if (!item.IsEmpty || time > LatestMilliseconds) throw Malformed();
        return new CertificateTimestamp(log, time, extensions, Scheme(algorithm.Span), signature);
    }

    private static (KeyAlgorithm, SignatureScheme)? Scheme(ReadOnlySpan<byte> algorithm)
    {
        SignatureScheme? hash = algorithm[0] switch
        {
            4 => SignatureScheme.Sha256,
            5 => SignatureScheme.Sha384,
            6 => SignatureScheme.Sha512,
            _ => null,
        };
        KeyAlgorithm? key = algorithm[1] switch { 1 => KeyAlgorithm.Rsa, 3 => KeyAlgorithm.Ecdsa, _ => null };
        return hash is { } scheme && key is { } kind ? (kind, scheme) : null;
    }

    private static ReadOnlyMemory<byte> Sized(ref ReadOnlyMemory<byte> from) =>
        Take(ref from, BinaryPrimitives.ReadUInt16BigEndian(Take(ref from, sizeof(ushort)).Span));

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> from, int length)
    {
        if (from.Length < length) throw Malformed();
        var taken = from[..length];
        from = from[length..];
        return taken;
    }

    private static MalformedException Malformed() => new("the certificate's list of signed timestamps is malformed");
}
