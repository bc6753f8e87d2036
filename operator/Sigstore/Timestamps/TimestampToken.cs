using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>An RFC 3161 response with a token in it, parsed strictly; nothing about it is verified.</summary>
internal sealed record TimestampToken
{
    private const int Largest = 256 * 1024;

    /// <summary>What the token says, as it was hashed.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    public required TimestampInfo Info { get; init; }

    public required CmsSigner Signer { get; init; }

    /// <summary>Certificates that came along, in DER.</summary>
    public required IReadOnlyList<byte[]> Certificates { get; init; }

    /// <summary>Reads a response.</summary>
    /// <exception cref="MalformedException">It is none, or one without a token.</exception>
    public static TimestampToken Read(ReadOnlyMemory<byte> response)
    {
        if (response.Length > Largest) throw new MalformedException($"the timestamp has more than {Largest} bytes");
        try
        {
            return Parse(response);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new MalformedException("the timestamp is not valid DER", e);
        }
    }

    private static TimestampToken Parse(ReadOnlyMemory<byte> response)
    {
        var outer = new AsnReader(response, AsnEncodingRules.DER);
        var reply = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!reply.ReadSequence().TryReadInt32(out var status) || status is not (0 or 1)) throw new MalformedException("the timestamp was not granted");
        if (!reply.HasData) throw new MalformedException("the timestamp response has no token");
        var content = reply.ReadSequence();
        reply.ThrowIfNotEmpty();
        if (content.ReadObjectIdentifier() != Oids.SignedData) throw new MalformedException("the timestamp is not signed data");
        var wrapper = content.ReadSequence(Context(0));
        content.ThrowIfNotEmpty();
        var data = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();

        if (!data.TryReadInt32(out var version) || version is not (3 or 4 or 5)) throw new MalformedException("the timestamp's signed data is of another version");
        data.ReadSetOf(skipSortOrderValidation: true);
        var info = data.ReadSequence();
        if (info.ReadObjectIdentifier() != Oids.TimestampInfo) throw new MalformedException("the signed data is not a timestamp");
        var holder = info.ReadSequence(Context(0));
        info.ThrowIfNotEmpty();
        if (!holder.TryReadPrimitiveOctetString(out var body)) throw new MalformedException("the timestamp is empty");
        holder.ThrowIfNotEmpty();
        var certificates = ReadCertificates(data);
        if (data.PeekTag().HasSameClassAndValue(Context(1))) data.ReadEncodedValue();
        var signers = data.ReadSetOf(skipSortOrderValidation: true);
        data.ThrowIfNotEmpty();
        var signer = CmsSigner.Read(signers.ReadSequence());
        signers.ThrowIfNotEmpty();
        return new TimestampToken { Content = body, Info = TimestampInfo.Read(body), Signer = signer, Certificates = certificates };
    }

    private static List<byte[]> ReadCertificates(AsnReader data)
    {
        const int most = 16;
        var list = new List<byte[]>();
        if (!data.PeekTag().HasSameClassAndValue(Context(0))) return list;
        var set = data.ReadSetOf(skipSortOrderValidation: true, Context(0));
        while (set.HasData)
        {
            if (list.Count == most) throw new MalformedException($"the timestamp has more than {most} certificates");
            list.Add(set.ReadEncodedValue().ToArray());
        }

        return list;
    }

    internal static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
