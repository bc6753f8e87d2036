using System.Formats.Asn1;
using System.Net;

namespace SegmentOperator.Sigstore;

/// <summary>What a certificate says its key may be used for, and whom it names.</summary>
internal sealed record CertificateUsage
{
    private const int MostNames = 64;

    /// <summary>Whether it is a certificate authority's.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>How many authorities may follow below it; null for any number.</summary>
    public int? PathLength { get; init; }

    /// <summary>The key usages; null where it names none.</summary>
    public KeyUsages? Keys { get; init; }

    /// <summary>The extended key usages; null where it names none.</summary>
    public IReadOnlyList<string>? Extended { get; init; }

    /// <summary>Whether the extended key usages are critical.</summary>
    public bool ExtendedIsCritical { get; init; }

    public IReadOnlyList<AlternativeName> Names { get; init; } = [];

    /// <summary>An extension that is critical and not known here; null where there is none.</summary>
    public string? UnknownCritical { get; init; }

    public bool Signs => Keys is null || (Keys & KeyUsages.DigitalSignature) != 0;

    public bool Certifies => IsAuthority && (Keys is null || (Keys & KeyUsages.CertificateSigning) != 0);

    /// <summary>Whether this authority may vouch for a certificate of this usage: an authority that names none may for any.</summary>
    public bool Permits(string usage) => Extended is null || Extended.Contains(usage) || Extended.Contains(Oids.AnyUsage);

    public static CertificateUsage Of(Certificate certificate)
    {
        var usage = new CertificateUsage();
        foreach (var extension in certificate.Extensions)
        {
            var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
            switch (extension.Oid)
            {
                case Oids.BasicConstraints:
                    usage = Constraints(usage, reader.ReadSequence());
                    reader.ThrowIfNotEmpty();
                    break;
                case Oids.KeyUsage:
                    usage = usage with { Keys = reader.ReadNamedBitListValue<KeyUsages>() };
                    reader.ThrowIfNotEmpty();
                    break;
                case Oids.ExtendedKeyUsage:
                    usage = usage with { Extended = Usages(reader.ReadSequence()), ExtendedIsCritical = extension.Critical };
                    reader.ThrowIfNotEmpty();
                    break;
                case Oids.AlternativeName:
                    usage = usage with { Names = ReadNames(reader.ReadSequence()) };
                    reader.ThrowIfNotEmpty();
                    break;
                case Oids.SubjectKeyIdentifier or Oids.AuthorityKeyIdentifier or Oids.CertificatePolicies or Oids.CertificateTimestamps:
                    break;
                case Oids.NameConstraints:
                    // Whom an authority may name is not judged here, so it refuses even where it is not marked as critical (RFC 5280, 4.2.1.10).
                    usage = usage with { UnknownCritical = $"{extension.Oid} (name constraints)" };
                    break;
                default:
                    if (extension.Critical && !extension.Oid.StartsWith(Oids.Fulcio, StringComparison.Ordinal))
                        usage = usage with { UnknownCritical = extension.Oid };
                    break;
            }
        }

        return usage;
    }

    private static CertificateUsage Constraints(CertificateUsage usage, AsnReader reader)
    {
        var authority = reader.HasData && reader.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && reader.ReadBoolean();
        int? length = null;
        if (reader.HasData)
            length = reader.TryReadInt32(out var value) && value >= 0 ? value : throw new MalformedException("the certificate's path length is not a number");
        reader.ThrowIfNotEmpty();
        return usage with { IsAuthority = authority, PathLength = length };
    }

    private static List<string> Usages(AsnReader reader)
    {
        var usages = new List<string>();
        while (reader.HasData && usages.Count < MostNames) usages.Add(reader.ReadObjectIdentifier());
        reader.ThrowIfNotEmpty();
        return usages;
    }

    private static List<AlternativeName> ReadNames(AsnReader reader)
    {
        var names = new List<AlternativeName>();
        while (reader.HasData)
        {
            if (names.Count == MostNames) throw new MalformedException($"the certificate has more than {MostNames} names");
            var tag = reader.PeekTag();
            names.Add(tag is { TagClass: TagClass.ContextSpecific, TagValue: 6 } ? new(AlternativeNameKind.Uri, Text(reader, tag))
                : tag is { TagClass: TagClass.ContextSpecific, TagValue: 1 } ? new(AlternativeNameKind.Email, Text(reader, tag))
                : tag is { TagClass: TagClass.ContextSpecific, TagValue: 2 } ? new(AlternativeNameKind.Dns, Text(reader, tag))
                : tag is { TagClass: TagClass.ContextSpecific, TagValue: 7 } ? Address(reader, tag)
                : tag is { TagClass: TagClass.ContextSpecific, TagValue: 0 } ? OtherName(reader, tag)
                : Skip(reader));
        }

        return names;
    }

    private static string Text(AsnReader reader, Asn1Tag tag) => reader.ReadCharacterString(UniversalTagNumber.IA5String, tag);

    private static AlternativeName Address(AsnReader reader, Asn1Tag tag)
    {
        var bytes = reader.ReadOctetString(tag);
        return bytes.Length is 4 or 16 ? new(AlternativeNameKind.Address, new IPAddress(bytes).ToString())
            : throw new MalformedException("the certificate has an address that is none");
    }

    private static AlternativeName OtherName(AsnReader reader, Asn1Tag tag)
    {
        var other = reader.ReadSequence(tag);
        var oid = other.ReadObjectIdentifier();
        var value = other.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true));
        other.ThrowIfNotEmpty();
        if (oid != Oids.FulcioOtherName) return new AlternativeName(AlternativeNameKind.Other, oid);
        var text = value.ReadCharacterString(UniversalTagNumber.UTF8String);
        value.ThrowIfNotEmpty();
        return new AlternativeName(AlternativeNameKind.OtherName, text);
    }

    private static AlternativeName Skip(AsnReader reader)
    {
        reader.ReadEncodedValue();
        return new AlternativeName(AlternativeNameKind.Other, "");
    }
}

/// <summary>The bits of the key usage extension (RFC 5280, 4.2.1.3).</summary>
[Flags]
internal enum KeyUsages
{
    None = 0,
    DigitalSignature = 1 << 0,
    ContentCommitment = 1 << 1,
    KeyEncipherment = 1 << 2,
    DataEncipherment = 1 << 3,
    KeyAgreement = 1 << 4,
    CertificateSigning = 1 << 5,
    RevocationListSigning = 1 << 6,
    EncipherOnly = 1 << 7,
    DecipherOnly = 1 << 8,
}
