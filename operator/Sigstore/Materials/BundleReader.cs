using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>Sigstore bundles v0.1, v0.2 and v0.3 in protobuf's JSON.</summary>
internal static class BundleReader
{
    private const int Largest = 16 * 1024 * 1024;
    private const int MostCertificates = 10;
    private const int MostEntries = 32;
    private const int MostHashes = 64;
    private const int HashLength = 32;

    /// <summary>The minor version of v0.x; null for anything else.</summary>
    public static int? VersionOf(string? mediaType) => mediaType switch
    {
        "application/vnd.dev.sigstore.bundle+json;version=0.1" or "application/vnd.dev.sigstore.bundle.v0.1+json" => 1,
        "application/vnd.dev.sigstore.bundle+json;version=0.2" or "application/vnd.dev.sigstore.bundle.v0.2+json" => 2,
        "application/vnd.dev.sigstore.bundle+json;version=0.3" or "application/vnd.dev.sigstore.bundle.v0.3+json" => 3,
        _ => null,
    };

    public static SignatureMaterial Read(ReadOnlyMemory<byte> json, string source) =>
        StrictJson.Read(json, "the bundle", Largest, root => Read(root, source));

    private static SignatureMaterial Read(JsonField root, string source)
    {
        var version = VersionOf(root.Text("mediaType"))
            ?? throw new MalformedException($"mediaType '{Shown.Short(root.Text("mediaType"))}' is not that of a bundle v0.1, v0.2 or v0.3");
        var (content, signature) = Content(root);
        var material = root.Object("verificationMaterial");
        var certificates = Certificates(material, source);
        var entries = Attached<LogEntry>.Read(source, () => [.. material.Array("tlogEntries", MostEntries).Select(entry => Entry(entry.AsObject()))]);
        var timestamps = Attached<byte[]>.Read(source, () => Timestamps(material));
        return new SignatureMaterial(SignatureFormat.SigstoreBundle, source, content, signature)
        {
            Certificates = certificates.Value,
            CertificateFault = certificates.Fault,
            LogEntries = entries.Value,
            Timestamps = timestamps.Value,
            ProofFault = entries.Fault ?? timestamps.Fault,
            PromiseSuffices = version == 1,
        };
    }

    private static IReadOnlyList<byte[]> Timestamps(JsonField material) =>
    [
        .. (material.ObjectOrNull("timestampVerificationData")?.Array("rfc3161Timestamps", MostEntries) ?? [])
            .Select(timestamp => timestamp.AsObject().Bytes("signedTimestamp")),
    ];

    private static (SignedContent Content, byte[] Signature) Content(JsonField root)
    {
        var (message, envelope) = (root.ObjectOrNull("messageSignature"), root.ObjectOrNull("dsseEnvelope"));
        if (message is null == envelope is null)
            throw new MalformedException("the bundle does not have exactly one of messageSignature and dsseEnvelope");
        if (envelope is { } dsse)
        {
            var content = SignedContent.Of(DsseEnvelope.Read(dsse));
            return (content, content.Envelope.Signature);
        }

        HashAlgorithmName? algorithm = null;
        byte[]? claimed = null;
        if (message!.Value.ObjectOrNull("messageDigest") is { } digest)
        {
            algorithm = Hashes.Parse(digest.Text("algorithm"))
                ?? throw digest.Wrong("has an algorithm other than SHA2_256, SHA2_384 and SHA2_512");
            claimed = digest.Bytes("digest");
        }

        return (new SignedContent.Message(algorithm, claimed), message.Value.Bytes("signature"));
    }

    private static Attached<byte[]> Certificates(JsonField material, string source)
    {
        var chain = material.ObjectOrNull("x509CertificateChain");
        var single = material.ObjectOrNull("certificate");
        var key = material.ObjectOrNull("publicKey");
        if ((chain is null ? 0 : 1) + (single is null ? 0 : 1) + (key is null ? 0 : 1) != 1)
            throw material.Wrong("does not have exactly one of certificate, x509CertificateChain and publicKey");
        if (key is not null) return new([], null);
        return Attached<byte[]>.Read(source, () => single is { } certificate ? [certificate.Bytes("rawBytes")] : Chain(chain!.Value));
    }

    private static IReadOnlyList<byte[]> Chain(JsonField chain)
    {
        var list = chain.Array("certificates", MostCertificates);
        if (list.Count == 0) throw chain.Wrong("has no certificate");
        byte[][] certificates = [.. list.Select(entry => entry.AsObject().Bytes("rawBytes"))];
        // A root is nothing that a bundle may bring along (the bundle's specification): it is known beforehand, or not at all.
        for (var i = 1; i < certificates.Length; i++)
        {
            if (Certificate.Read(certificates[i]).IsSelfIssued) throw list[i].Wrong("is a root certificate, which must not be in a bundle");
        }

        return certificates;
    }

    private static LogEntry Entry(JsonField entry)
    {
        // Whether it is a tiled log's entry, of which more is demanded, must not be left to guessing.
        var kind = entry.Object("kindVersion");
        return new LogEntry
        {
            LogIndex = entry.IntegerOrNull("logIndex") ?? 0,
            LogId = entry.Object("logId").Bytes("keyId"),
            Kind = (kind.Text("kind"), kind.Text("version")),
            IntegratedTime = entry.IntegerOrNull("integratedTime") is { } time and > 0 ? time : null,
            Promise = entry.ObjectOrNull("inclusionPromise")?.Bytes("signedEntryTimestamp"),
            Proof = entry.ObjectOrNull("inclusionProof") is { } proof ? Proof(proof) : null,
            Body = entry.Bytes("canonicalizedBody"),
        };
    }

    private static InclusionProof Proof(JsonField proof)
    {
        var root = proof.Bytes("rootHash");
        if (root.Length != HashLength) throw proof.Wrong($"has a rootHash of {root.Length} bytes and not {HashLength}");
        var hashes = proof.Array("hashes", MostHashes);
        return new InclusionProof(
            proof.IntegerOrNull("logIndex") ?? 0,
            proof.IntegerOrNull("treeSize") ?? throw proof.Missing("treeSize"),
            root,
            [.. hashes.Select(hash => hash.AsBytes() is { Length: HashLength } bytes ? bytes : throw hash.Wrong($"does not have {HashLength} bytes"))],
            proof.ObjectOrNull("checkpoint")?.TextOrNull("envelope"));
    }
}
