using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>What cosign up to version 2 keeps under tags: a layer, and annotations beside it.</summary>
internal static class LegacyReader
{
    public const string Signature = "dev.cosignproject.cosign/signature";
    public const string Certificate = "dev.sigstore.cosign/certificate";
    public const string Chain = "dev.sigstore.cosign/chain";
    public const string Bundle = "dev.sigstore.cosign/bundle";
    public const string Timestamp = "dev.sigstore.cosign/rfc3161timestamp";
    private const int Largest = 16 * 1024 * 1024;
    private const int LargestAnnotation = 1024 * 1024;
    private const int MostCertificates = 10;

    public static SignatureMaterial ReadSignature(
        ReadOnlyMemory<byte> payload, IReadOnlyDictionary<string, string> annotations, string source)
    {
        if (!annotations.TryGetValue(Signature, out var text)) throw new MalformedException($"the payload has no annotation {Signature}");
        var signature = Base64.Decode(text, Signature);
        var bytes = payload.ToArray();
        var content = new SignedContent.SimplePayload(bytes, SimpleSigning.DigestOf(bytes));
        return Material(content, signature, signature, annotations, source);
    }

    public static SignatureMaterial ReadAttestation(
        ReadOnlyMemory<byte> envelope, IReadOnlyDictionary<string, string> annotations, string source)
    {
        var content = SignedContent.Of(StrictJson.Read(envelope, "the envelope", Largest, DsseEnvelope.Read));
        // cosign lets the whole envelope be timestamped, and not the signature as everywhere else.
        return Material(content, content.Envelope.Signature, envelope.ToArray(), annotations, source);
    }

    private static SignatureMaterial Material(
        SignedContent content, byte[] signature, byte[] timestamped, IReadOnlyDictionary<string, string> annotations, string source)
    {
        var certificates = Attached<byte[]>.Read(source, () => Certificates(annotations));
        var entries = Attached<LogEntry>.Read(source, () => annotations.TryGetValue(Bundle, out var bundle) && bundle.Length > 0 ? [Entry(bundle)] : []);
        var timestamps = Attached<byte[]>.Read(
            source, () => annotations.TryGetValue(Timestamp, out var timestamp) && timestamp.Length > 0 ? [Response(timestamp)] : []);
        return new(SignatureFormat.CosignTag, source, content, signature)
        {
            Certificates = certificates.Value,
            CertificateFault = certificates.Fault,
            LogEntries = entries.Value,
            Timestamps = timestamps.Value,
            ProofFault = entries.Fault ?? timestamps.Fault,
            Timestamped = timestamped,
            PromiseSuffices = true,
        };
    }

    private static List<byte[]> Certificates(IReadOnlyDictionary<string, string> annotations)
    {
        var certificates = new List<byte[]>();
        if (!annotations.TryGetValue(Certificate, out var leaf) || leaf.Length == 0) return certificates;
        certificates.AddRange(Pem.Certificates(leaf, Certificate));
        if (certificates.Count != 1) throw new MalformedException($"{Certificate} does not hold exactly one certificate");
        if (annotations.TryGetValue(Chain, out var chain) && chain.Length > 0) certificates.AddRange(Pem.Certificates(chain, Chain));
        return certificates.Count <= MostCertificates
            ? certificates : throw new MalformedException($"{Chain} holds more than {MostCertificates} certificates");
    }

    private static LogEntry Entry(string json) =>
        StrictJson.Read(Encoding.UTF8.GetBytes(json), Bundle, LargestAnnotation, root =>
        {
            var payload = root.Object("Payload");
            return new LogEntry
            {
                LogId = Hexadecimal(payload.Text("logID")),
                LogIndex = payload.IntegerOrNull("logIndex") ?? throw payload.Missing("logIndex"),
                IntegratedTime = payload.IntegerOrNull("integratedTime") ?? throw payload.Missing("integratedTime"),
                Promise = root.Bytes("SignedEntryTimestamp"),
                Body = payload.Bytes("body"),
            };
        });

    private static byte[] Response(string json) => StrictJson.Read(
        Encoding.UTF8.GetBytes(json), Timestamp, LargestAnnotation, root => root.Bytes("SignedRFC3161Timestamp"));

    private static byte[] Hexadecimal(string text)
    {
        var bytes = new byte[text.Length / 2];
        var status = Convert.FromHexString(text, bytes, out _, out _);
        return status == System.Buffers.OperationStatus.Done && text.Length == SHA256.HashSizeInBytes * 2
            ? bytes : throw new MalformedException($"{Bundle}: Payload.logID is not 64 hexadecimal digits");
    }
}
