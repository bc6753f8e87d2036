using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Signing;

/// <summary>A root and an intermediate certificate authority, which issues signers' certificates as Fulcio does.</summary>
public sealed class CertificateTree : IDisposable
{
    private const string Fulcio = "1.3.6.1.4.1.57264.1.";
    private readonly ECDsa rootKey;
    private readonly ECDsa intermediateKey;
    private readonly HashAlgorithmName hash;
    private long serial = 1000;

    private CertificateTree(ECCurve curve, HashAlgorithmName hash, DateTimeOffset start, TimeSpan lifetime, string name)
    {
        this.hash = hash;
        (rootKey, intermediateKey) = (ECDsa.Create(curve), ECDsa.Create(curve));
        var root = Authority($"CN={name} root", rootKey, pathLength: null);
        Root = root.CreateSelfSigned(start, start + lifetime);
        var intermediate = Authority($"CN={name} intermediate", intermediateKey, pathLength: 0);
        Intermediate = intermediate.Create(Root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), start, start + lifetime, Serial());
    }

    /// <summary>The root.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>The issuing authority.</summary>
    public X509Certificate2 Intermediate { get; }

    /// <summary>A tree on P-256, or on P-384 as the public instance has it.</summary>
    public static CertificateTree Create(DateTimeOffset start, TimeSpan lifetime, bool large = false, string name = "test") => large
        ? new CertificateTree(ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, start, lifetime, name)
        : new CertificateTree(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, start, lifetime, name);

    /// <summary>A certificate around a key, with the promises of certificate logs in it.</summary>
    public byte[] Issue(SigningKey key, LeafRequest request, params CertificateLog[] logs) => Issue(key.PublicKey, request, logs);

    /// <summary>The same for a key of which only the public half is here, a SubjectPublicKeyInfo in DER.</summary>
    public byte[] Issue(byte[] key, LeafRequest request, params CertificateLog[] logs)
    {
        var number = Serial();
        var bare = Leaf(key, request, number, null);
        if (logs.Length == 0) return bare;
        var body = Body(bare);
        var time = request.PromisedAt ?? request.NotBefore;
        var promises = logs.Select(log => log.Promise(body, Intermediate.PublicKey.ExportSubjectPublicKeyInfo(), time, request.PromiseExtensions));
        return Leaf(key, request, number, CertificateLog.Embed(promises));
    }

    /// <summary>A certificate for a timestamp authority.</summary>
    public byte[] IssueForTimestamps(SigningKey key, DateTimeOffset start, DateTimeOffset end, bool critical = true, params string[] usages)
    {
        var request = new CertificateRequest(new X500DistinguishedName("CN=test tsa"), key.Ecdsa!, hash);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var oids = new OidCollection();
        foreach (var usage in usages.Length > 0 ? usages : ["1.3.6.1.5.5.7.3.8"]) oids.Add(new Oid(usage));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical));
        return request.Create(Intermediate.SubjectName, X509SignatureGenerator.CreateForECDsa(intermediateKey), start, end, Serial()).RawData;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rootKey.Dispose();
        intermediateKey.Dispose();
        Root.Dispose();
        Intermediate.Dispose();
    }

    private byte[] Leaf(byte[] key, LeafRequest wanted, byte[] number, byte[]? promises)
    {
        var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(key, out _);
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0x00]), publicKey, hash);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            wanted.MaySign ? X509KeyUsageFlags.DigitalSignature : X509KeyUsageFlags.KeyAgreement, critical: true));
        if (wanted.Usages.Count > 0)
        {
            var oids = new OidCollection();
            foreach (var usage in wanted.Usages) oids.Add(new Oid(usage));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical: false));
        }

        if (wanted.IsAuthority) request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(publicKey, critical: false));
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", Names(wanted), critical: true));
        if (wanted.OldIssuer is { } old) request.CertificateExtensions.Add(new X509Extension(Fulcio + "1", System.Text.Encoding.UTF8.GetBytes(old), critical: false));
        if (wanted.Issuer is { } issuer) request.CertificateExtensions.Add(new X509Extension(Fulcio + "8", Utf8(issuer), critical: false));
        foreach (var (last, value) in wanted.Extensions)
            request.CertificateExtensions.Add(new X509Extension(Fulcio + last, last < 8 ? System.Text.Encoding.UTF8.GetBytes(value) : Utf8(value), critical: false));
        if (wanted.UnknownCritical) request.CertificateExtensions.Add(new X509Extension("1.2.3.4.5", [0x05, 0x00], critical: true));
        if (promises is not null) request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.11129.2.4.2", promises, critical: false));
        return request.Create(
            Intermediate.SubjectName, X509SignatureGenerator.CreateForECDsa(intermediateKey), wanted.NotBefore, wanted.NotBefore + wanted.Lifetime, number).RawData;
    }

    private static byte[] Names(LeafRequest wanted)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var uri in wanted.Uris) writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, new Asn1Tag(TagClass.ContextSpecific, 6));
            foreach (var email in wanted.Emails) writer.WriteCharacterString(UniversalTagNumber.IA5String, email, new Asn1Tag(TagClass.ContextSpecific, 1));
            foreach (var name in wanted.DnsNames) writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
            foreach (var address in wanted.Addresses) writer.WriteOctetString(address, new Asn1Tag(TagClass.ContextSpecific, 7));
            foreach (var other in wanted.OtherNames)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteObjectIdentifier(Fulcio + "7");
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                        writer.WriteCharacterString(UniversalTagNumber.UTF8String, other);
                }
            }
        }

        return writer.Encode();
    }

    private static byte[] Utf8(string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
        return writer.Encode();
    }

    private static byte[] Body(byte[] certificate) =>
        new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue().ToArray();

    private CertificateRequest Authority(string name, ECDsa key, int? pathLength)
    {
        var request = new CertificateRequest(new X500DistinguishedName(name), key, hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, pathLength is not null, pathLength ?? 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private byte[] Serial()
    {
        var bytes = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, ++serial);
        return bytes;
    }
}
