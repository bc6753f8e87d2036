using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>Whether a log entry is about this signature, of this signer, over this content.</summary>
internal static class EntryBody
{
    private const int Largest = 16 * 1024 * 1024;
    private const int MostSignatures = 16;

    public static Refusal? Check(LogEntry entry, SignatureMaterial material, SubjectArtifact artifact, Signer signer)
    {
        try
        {
            return StrictJson.Read(entry.Body, "the log entry", Largest, body => Check(body, entry, material, artifact, signer)) is { } why
                ? new Refusal(RefusalReason.LogEntryMismatch, $"its log entry {why}") : null;
        }
        catch (Exception e) when (e is MalformedException or FormatException)
        {
            return new Refusal(RefusalReason.LogEntryInvalid, $"its log entry cannot be read: {e.Message}");
        }
    }

    private static string? Check(JsonField body, LogEntry entry, SignatureMaterial material, SubjectArtifact artifact, Signer signer)
    {
        var kind = (body.Text("kind"), body.Text("apiVersion"));
        if (entry.Kind is { } named && named != kind)
            return $"is of kind {Shown.Short(kind.Item1)}/{Shown.Short(kind.Item2)}, and was announced as {Shown.Short(named.Kind)}/{Shown.Short(named.Version)}";
        var spec = body.Object("spec");
        return kind switch
        {
            ("hashedrekord", "0.0.1") => HashedRekord1(spec, material, artifact, signer),
            ("hashedrekord", "0.0.2") => HashedRekord2(spec.Object("hashedRekordV002"), material, artifact, signer),
            ("dsse", "0.0.1") => Dsse1(spec, material, signer),
            ("dsse", "0.0.2") => Dsse2(spec.Object("dsseV002"), material, signer),
            ("intoto", "0.0.1") => InToto1(spec, material, signer),
            ("intoto", "0.0.2") => InToto2(spec.Object("content"), material, signer),
            _ => throw new MalformedException($"its kind {Shown.Short(kind.Item1)}/{Shown.Short(kind.Item2)} is not supported"),
        };
    }

    private static string? HashedRekord1(JsonField spec, SignatureMaterial material, SubjectArtifact artifact, Signer signer)
    {
        var hash = spec.Object("data").Object("hash");
        if (!IsHash(hash.Text("algorithm"), Convert.FromHexString(hash.Text("value")), material, artifact)) return OtherContent;
        var signature = spec.Object("signature");
        if (!Same(signature.Bytes("content"), material.Signature)) return OtherSignature;
        return signer.IsPem(signature.Object("publicKey").Bytes("content")) ? null : OtherSigner;
    }

    private static string? HashedRekord2(JsonField spec, SignatureMaterial material, SubjectArtifact artifact, Signer signer)
    {
        var data = spec.Object("data");
        if (!IsHash(data.Text("algorithm"), data.Bytes("digest"), material, artifact)) return OtherContent;
        return Signature2(spec.Object("signature"), material, signer);
    }

    private static string? Dsse1(JsonField spec, SignatureMaterial material, Signer signer)
    {
        if (!IsPayload(spec.Object("payloadHash"), "value", material)) return OtherContent;
        var signatures = spec.Array("signatures", MostSignatures);
        if (signatures.Count != 1) return OtherSignature;
        var signature = signatures[0].AsObject();
        if (!Same(signature.Bytes("signature"), material.Signature)) return OtherSignature;
        return signer.IsPem(signature.Bytes("verifier")) ? null : OtherSigner;
    }

    private static string? Dsse2(JsonField spec, SignatureMaterial material, Signer signer)
    {
        if (!IsPayload(spec.Object("payloadHash"), "digest", material)) return OtherContent;
        var signatures = spec.Array("signatures", MostSignatures);
        return signatures.Count == 1 ? Signature2(signatures[0].AsObject(), material, signer) : OtherSignature;
    }

    // What cosign 1 wrote, and cosign 2 writes when it is asked for intoto. It names the signature only by the hash of the whole envelope, whose bytes are kept under cosign's tags alone.
    private static string? InToto1(JsonField spec, SignatureMaterial material, Signer signer)
    {
        if (material is not { Format: SignatureFormat.CosignTag, Content: SignedContent.Statement })
            throw new MalformedException("its kind intoto/0.0.1 is supported under cosign's tags only");
        var hash = spec.Object("content").Object("hash");
        if (Hashes.Parse(hash.Text("algorithm")) is not { } algorithm
            || !Same(Hashes.Compute(algorithm, material.Timestamped), Convert.FromHexString(hash.Text("value")))) return OtherContent;
        return signer.IsPem(spec.Bytes("publicKey")) ? null : OtherSigner;
    }

    // The payload is left out of the entry; its hash stands for it. Signature and key are encoded twice.
    private static string? InToto2(JsonField content, SignatureMaterial material, Signer signer)
    {
        if (!IsPayload(content.Object("payloadHash"), "value", material)) return OtherContent;
        var envelope = content.Object("envelope");
        if (envelope.Text("payloadType") != ((SignedContent.Statement)material.Content).Envelope.PayloadType) return OtherContent;
        var signatures = envelope.Array("signatures", MostSignatures);
        if (signatures.Count != 1) return OtherSignature;
        var signature = signatures[0].AsObject();
        if (!Base64.TryDecode(signature.Bytes("sig"), out var bytes) || !Same(bytes, material.Signature)) return OtherSignature;
        return signer.IsPem(signature.Bytes("publicKey")) ? null : OtherSigner;
    }

    private static string? Signature2(JsonField signature, SignatureMaterial material, Signer signer)
    {
        if (!Same(signature.Bytes("content"), material.Signature)) return OtherSignature;
        var verifier = signature.Object("verifier");
        var (certificate, key) = (verifier.ObjectOrNull("x509Certificate"), verifier.ObjectOrNull("publicKey"));
        var same = certificate is not null ? key is null && signer.IsCertificate(certificate.Value.Bytes("rawBytes"))
            : key is not null && signer.IsKey(key.Value.Bytes("rawBytes"));
        return same ? null : OtherSigner;
    }

    private static bool IsHash(string algorithm, byte[] hash, SignatureMaterial material, SubjectArtifact artifact) =>
        Hashes.Parse(algorithm) is { } name && material.Content.Hash(name, artifact) is { } content && Same(content, hash);

    private static bool IsPayload(JsonField hash, string value, SignatureMaterial material)
    {
        if (material.Content is not SignedContent.Statement statement || Hashes.Parse(hash.Text("algorithm")) is not { } algorithm) return false;
        var claimed = value == "value" ? Convert.FromHexString(hash.Text(value)) : hash.Bytes(value);
        return Same(Hashes.Compute(algorithm, statement.Envelope.Payload), claimed);
    }

    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);

    private const string OtherContent = "is about other content";
    private const string OtherSignature = "is about another signature";
    private const string OtherSigner = "is about another key or certificate";
}
