using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>RFC 3161's TSTInfo: that these bytes existed at that time.</summary>
/// <param name="Algorithm">The hash.</param>
/// <param name="Imprint">The hash of the bytes.</param>
/// <param name="Time">When.</param>
internal sealed record TimestampInfo(HashAlgorithmName Algorithm, ReadOnlyMemory<byte> Imprint, DateTimeOffset Time)
{
    public static TimestampInfo Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!info.TryReadInt32(out var version) || version != 1) throw new MalformedException("the timestamp is not of version 1");
        info.ReadObjectIdentifier();
        var imprint = info.ReadSequence();
        var algorithm = Hashes.FromOid(imprint.ReadSequence().ReadObjectIdentifier())
            ?? throw new MalformedException("the timestamp's hash is not SHA-256, SHA-384 or SHA-512");
        if (!imprint.TryReadPrimitiveOctetString(out var hash)) throw new MalformedException("the timestamp has no imprint");
        imprint.ThrowIfNotEmpty();
        info.ReadIntegerBytes();
        var time = info.ReadGeneralizedTime();
        Rest(info);
        return new TimestampInfo(algorithm, hash, time);
    }

    // Accuracy, ordering, nonce and name say nothing that is needed; an extension that must be understood is not.
    private static void Rest(AsnReader info)
    {
        while (info.HasData)
        {
            var tag = info.PeekTag();
            if (!tag.HasSameClassAndValue(TimestampToken.Context(1)))
            {
                info.ReadEncodedValue();
                continue;
            }

            var extensions = info.ReadSequence(TimestampToken.Context(1));
            while (extensions.HasData)
            {
                var extension = extensions.ReadSequence();
                extension.ReadObjectIdentifier();
                if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean())
                    throw new MalformedException("the timestamp has a critical extension");
            }
        }
    }
}
