using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>An X.509 v3 certificate, parsed strictly (DER, no extension twice). Nothing about it is verified.</summary>
internal sealed class Certificate
{
    private const int Largest = 64 * 1024;
    private PublicKey? key;
    private byte[]? hash;

    private Certificate(byte[] der) => Der = der;

    public byte[] Der { get; }

    /// <summary>What the issuer signed.</summary>
    public ReadOnlyMemory<byte> Tbs { get; private init; }

    /// <summary>The serial number's content octets.</summary>
    public ReadOnlyMemory<byte> Serial { get; private init; }

    public ReadOnlyMemory<byte> Issuer { get; private init; }

    public ReadOnlyMemory<byte> Subject { get; private init; }

    public ValidityWindow Validity { get; private init; }

    public ReadOnlyMemory<byte> PublicKeyInfo { get; private init; }

    public ReadOnlyMemory<byte> SignatureAlgorithm { get; private init; }

    public ReadOnlyMemory<byte> Signature { get; private init; }

    public IReadOnlyList<Extension> Extensions { get; private init; } = [];

    public CertificateUsage Usage { get; private set; } = new();

    public bool IsSelfIssued => Issuer.Span.SequenceEqual(Subject.Span);

    /// <summary>sha256 over the certificate.</summary>
    public byte[] Hash => hash ??= SHA256.HashData(Der);

    /// <summary>The key, imported at its first use.</summary>
    /// <exception cref="MalformedException">It cannot be used.</exception>
    public PublicKey Key => key ??= PublicKey.FromDer(PublicKeyInfo);

    public Extension? Find(string oid)
    {
        foreach (var extension in Extensions)
        {
            if (extension.Oid == oid) return extension;
        }

        return null;
    }

    /// <summary>Reads a certificate.</summary>
    /// <exception cref="MalformedException">It is none.</exception>
    public static Certificate Read(byte[] der)
    {
        if (der.Length > Largest) throw new MalformedException($"the certificate has more than {Largest} bytes");
        try
        {
            return Parse(der);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new MalformedException("the certificate is not valid DER", e);
        }
    }

    /// <summary>Whether this key signed the certificate, by the algorithm that the certificate names.</summary>
    public bool IsSignedBy(PublicKey issuer) =>
        SignatureAlgorithms.Read(SignatureAlgorithm) is { } algorithm && algorithm.Key == issuer.Algorithm
        && issuer.Verify(Tbs.Span, Signature.Span, algorithm.Scheme);

    private static Certificate Parse(byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var tbs = sequence.PeekEncodedValue();
        var body = sequence.ReadSequence();
        var algorithm = sequence.ReadEncodedValue();
        var signature = sequence.ReadBitString(out var unused);
        sequence.ThrowIfNotEmpty();
        if (unused != 0) throw new MalformedException("the certificate's signature is not whole bytes");

        var version = body.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true));
        if (!version.TryReadInt32(out var number) || number != 2) throw new MalformedException("the certificate is not of version 3");
        var serial = body.ReadIntegerBytes();
        if (!body.ReadEncodedValue().Span.SequenceEqual(algorithm.Span))
            throw new MalformedException("the certificate names two different signature algorithms");
        var issuer = body.ReadEncodedValue();
        var validity = body.ReadSequence();
        var window = new ValidityWindow(Time(validity), Time(validity));
        validity.ThrowIfNotEmpty();
        var subject = body.ReadEncodedValue();
        var info = body.ReadEncodedValue();
        var certificate = new Certificate(der)
        {
            Tbs = tbs,
            Serial = serial,
            Issuer = issuer,
            Subject = subject,
            Validity = window,
            PublicKeyInfo = info,
            SignatureAlgorithm = algorithm,
            Signature = signature,
            Extensions = ReadExtensions(body),
        };
        certificate.Usage = CertificateUsage.Of(certificate);
        return certificate;
    }

    private static DateTimeOffset Time(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private static List<Extension> ReadExtensions(AsnReader body)
    {
        var list = new List<Extension>();
        var tag = new Asn1Tag(TagClass.ContextSpecific, 3, isConstructed: true);
        if (!body.HasData) return list;
        if (!body.PeekTag().HasSameClassAndValue(tag)) throw new MalformedException("the certificate has unique identifiers, which nobody uses");
        var wrapper = body.ReadSequence(tag);
        body.ThrowIfNotEmpty();
        var extensions = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        while (extensions.HasData)
        {
            var encoded = extensions.PeekEncodedValue();
            var extension = extensions.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var critical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            if (!extension.TryReadPrimitiveOctetString(out var value)) throw new MalformedException($"the certificate's extension {oid} has no value");
            extension.ThrowIfNotEmpty();
            foreach (var earlier in list)
            {
                if (earlier.Oid == oid) throw new MalformedException($"the certificate has the extension {oid} twice");
            }

            list.Add(new Extension(oid, critical, value, encoded));
        }

        return list;
    }
}
