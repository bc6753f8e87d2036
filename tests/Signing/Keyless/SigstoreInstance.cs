using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.Signing;

/// <summary>
/// A whole Sigstore instance for tests: certificate authority, certificate log, transparency logs of both generations and a timestamp
/// authority, each with real keys, trees and certificates, at any time a test likes.
/// </summary>
public sealed class SigstoreInstance : IDisposable
{
    private readonly List<SigningKey> keys = [];

    /// <summary>An instance.</summary>
    /// <param name="start">From when on everything of it is valid.</param>
    /// <param name="lifetime">How long.</param>
    /// <param name="large">Whether certificates are signed on P-384, as in the public instance.</param>
    public SigstoreInstance(DateTimeOffset start, TimeSpan lifetime, bool large = false)
    {
        (Start, End) = (start, start + lifetime);
        Fulcio = CertificateTree.Create(start, lifetime, large, "fulcio");
        TimestampTree = CertificateTree.Create(start, lifetime, large, "tsa");
        CertificateLog = new CertificateLog(Key(SigningKey.Generate()));
        Rekor1 = new TransparencyLog("rekor.example.com", Key(SigningKey.Generate()), tiled: false) { Earlier = 1_000_000 };
        Rekor2 = new TransparencyLog("log2026.rekor.example.com", Key(SigningKey.GenerateEd25519()), tiled: true);
        Rekor2Ecdsa = new TransparencyLog("log2027.rekor.example.com", Key(SigningKey.Generate()), tiled: true);
        var tsa = Key(SigningKey.Generate());
        Timestamps = new TimestampAuthority(tsa, TimestampTree.IssueForTimestamps(tsa, start, start + lifetime));
    }

    /// <summary>From when on everything is valid.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Until when.</summary>
    public DateTimeOffset End { get; }

    /// <summary>The certificate authority.</summary>
    public CertificateTree Fulcio { get; }

    /// <summary>The timestamp authority's certificate authority.</summary>
    public CertificateTree TimestampTree { get; }

    /// <summary>The certificate transparency log.</summary>
    public CertificateLog CertificateLog { get; }

    /// <summary>The log with promises.</summary>
    public TransparencyLog Rekor1 { get; }

    /// <summary>The tiled log.</summary>
    public TransparencyLog Rekor2 { get; }

    /// <summary>The tiled log with an ECDSA key.</summary>
    public TransparencyLog Rekor2Ecdsa { get; }

    /// <summary>The timestamp authority.</summary>
    public TimestampAuthority Timestamps { get; }

    /// <summary>Its <c>trusted_root.json</c>.</summary>
    public JsonObject TrustedRoot() => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        ["tlogs"] = new JsonArray(Log(Rekor1), Log(Rekor2), Log(Rekor2Ecdsa)),
        ["certificateAuthorities"] = new JsonArray(Authority("https://fulcio.example.com", Fulcio.Intermediate.RawData, Fulcio.Root.RawData)),
        ["ctlogs"] = new JsonArray(Log("https://ct.example.com", CertificateLog.Id, CertificateLog.PublicKey, "PKIX_ECDSA_P256_SHA_256")),
        ["timestampAuthorities"] = new JsonArray(
            Authority("https://tsa.example.com", Timestamps.Certificate, TimestampTree.Intermediate.RawData, TimestampTree.Root.RawData)),
    };

    /// <summary>Signs a file's bytes.</summary>
    public JsonObject SignMessage(byte[] message, SignRequest request)
    {
        using var fresh = SigningKey.Generate();
        var key = request.Key ?? fresh;
        var signature = key.Sign(message);
        var bundle = Begin(request, key, out var certificate);
        var entry = request.Log is LogKind.Rekor1
            ? EntryBodies.HashedRekord1(message, signature, key, certificate) : EntryBodies.HashedRekord2(message, signature, key, certificate);
        Prove(bundle, request, signature, "hashedrekord", entry);
        bundle["messageSignature"] = new JsonObject
        {
            ["messageDigest"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Convert.ToBase64String(SHA256.HashData(message)) },
            ["signature"] = Convert.ToBase64String(signature),
        };
        return bundle;
    }

    /// <summary>Signs an in-toto statement.</summary>
    public JsonObject SignStatement(string statement, SignRequest request)
    {
        const string type = "application/vnd.in-toto+json";
        using var fresh = SigningKey.Generate();
        var key = request.Key ?? fresh;
        var payload = Encoding.UTF8.GetBytes(statement);
        var signed = CosignSigner.PreAuthentication(type, payload);
        var signature = key.Sign(signed);
        var bundle = Begin(request, key, out var certificate);
        var kind = request.Entry ?? (request.Log is LogKind.Rekor1 ? "dsse" : "hashedrekord");
        var entry = (kind, request.Log) switch
        {
            ("dsse", LogKind.Rekor1) => EntryBodies.Dsse1(payload, signature, key, certificate),
            ("intoto", LogKind.Rekor1) => EntryBodies.InToto2(payload, signature, key, certificate),
            ("dsse", _) => EntryBodies.Dsse2(payload, signature, key, certificate),
            _ => EntryBodies.HashedRekord2(signed, signature, key, certificate),
        };
        Prove(bundle, request, signature, kind, entry);
        bundle["dsseEnvelope"] = new JsonObject
        {
            ["payload"] = Convert.ToBase64String(payload),
            ["payloadType"] = type,
            ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(signature), ["keyid"] = "" }),
        };
        return bundle;
    }

    /// <summary>Signs a simple signing payload; returns the layer's annotations as cosign 2 writes them.</summary>
    public Dictionary<string, string> SignPayload(byte[] payload, SignRequest request)
    {
        using var fresh = SigningKey.Generate();
        var key = request.Key ?? fresh;
        var signature = key.Sign(payload);
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [CosignSigner.SignatureAnnotation] = Convert.ToBase64String(signature) };
        var certificate = request.Key is null ? Certificate(request, key) : null;
        Annotate(annotations, request, certificate, EntryBodies.HashedRekord1(payload, signature, key, certificate), signature);
        return annotations;
    }

    /// <summary>Makes an attestation of the old kind; returns the envelope and the layer's annotations.</summary>
    public (byte[] Envelope, Dictionary<string, string> Annotations) SignEnvelope(string statement, SignRequest request)
    {
        const string type = "application/vnd.in-toto+json";
        using var fresh = SigningKey.Generate();
        var key = request.Key ?? fresh;
        var payload = Encoding.UTF8.GetBytes(statement);
        var signature = key.Sign(CosignSigner.PreAuthentication(type, payload));
        var envelope = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["payloadType"] = type,
            ["payload"] = Convert.ToBase64String(payload),
            ["signatures"] = new JsonArray(new JsonObject { ["keyid"] = "", ["sig"] = Convert.ToBase64String(signature) }),
        }.ToJsonString());
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [CosignSigner.SignatureAnnotation] = "" };
        var certificate = request.Key is null ? Certificate(request, key) : null;
        var body = request.Entry == "intoto" ? EntryBodies.InToto1(envelope, key, certificate) : EntryBodies.Dsse1(payload, signature, key, certificate);
        Annotate(annotations, request, certificate, body, envelope);
        return (envelope, annotations);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in keys) key.Dispose();
        Fulcio.Dispose();
        TimestampTree.Dispose();
    }

    private void Annotate(Dictionary<string, string> annotations, SignRequest request, byte[]? certificate, byte[] body, byte[] timestamped)
    {
        if (certificate is not null)
        {
            annotations["dev.sigstore.cosign/certificate"] = PemEncoding.WriteString("CERTIFICATE", certificate) + "\n";
            annotations["dev.sigstore.cosign/chain"] = Fulcio.Intermediate.ExportCertificatePem() + "\n" + Fulcio.Root.ExportCertificatePem() + "\n";
        }

        if (request.Log == LogKind.Rekor1)
        {
            var index = Rekor1.Earlier + 7;
            annotations["dev.sigstore.cosign/bundle"] = new JsonObject
            {
                ["SignedEntryTimestamp"] = Convert.ToBase64String(Rekor1.Promise(body, index, request.Time)),
                ["Payload"] = new JsonObject
                {
                    ["body"] = Convert.ToBase64String(body),
                    ["integratedTime"] = request.Time.ToUnixTimeSeconds(),
                    ["logIndex"] = index,
                    ["logID"] = Convert.ToHexStringLower(Rekor1.Id),
                },
            }.ToJsonString();
        }

        if (request.Timestamp)
            annotations["dev.sigstore.cosign/rfc3161timestamp"] = new JsonObject
            {
                ["SignedRFC3161Timestamp"] = Convert.ToBase64String(Timestamps.Stamp(timestamped, request.Time)),
            }.ToJsonString();
    }

    private JsonObject Begin(SignRequest request, SigningKey key, out byte[]? certificate)
    {
        certificate = request.Key is null ? Certificate(request, key) : null;
        var chained = !request.MediaType.Contains("0.3", StringComparison.Ordinal);
        var material = certificate is null ? new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = key.Hint } }
            : chained ? new JsonObject { ["x509CertificateChain"] = new JsonObject { ["certificates"] = new JsonArray(Raw(certificate)) } }
            : new JsonObject { ["certificate"] = Raw(certificate) };
        return new JsonObject { ["mediaType"] = request.MediaType, ["verificationMaterial"] = material };
    }

    private byte[] Certificate(SignRequest request, SigningKey key)
    {
        var leaf = request.Leaf ?? new LeafRequest();
        if (leaf.NotBefore == default) leaf = leaf with { NotBefore = request.Time };
        return (request.Issuer ?? Fulcio).Issue(key, leaf, request.Issuer is null ? [CertificateLog] : []);
    }

    private void Prove(JsonObject bundle, SignRequest request, byte[] signature, string kind, byte[] body)
    {
        var material = bundle["verificationMaterial"]!;
        var log = request.Log switch { LogKind.Rekor1 => Rekor1, LogKind.Rekor2 => Rekor2, LogKind.Rekor2Ecdsa => Rekor2Ecdsa, _ => null };
        if (log is not null)
        {
            var version = request.Log is LogKind.Rekor1 && kind != "intoto" ? "0.0.1" : "0.0.2";
            material["tlogEntries"] = new JsonArray(log.Add(kind, version, body, request.Time, [.. request.Witnesses]));
        }

        if (!request.Timestamp && request.Log is not (LogKind.Rekor2 or LogKind.Rekor2Ecdsa)) return;
        material["timestampVerificationData"] = new JsonObject
        {
            ["rfc3161Timestamps"] = new JsonArray(new JsonObject { ["signedTimestamp"] = Convert.ToBase64String(Timestamps.Stamp(signature, request.Time)) }),
        };
    }

    private JsonObject Log(TransparencyLog log) =>
        Log($"https://{log.Host}", log.Id, log.PublicKey, log.IsEd25519 ? "PKIX_ED25519" : "PKIX_ECDSA_P256_SHA_256");

    private JsonObject Log(string url, byte[] id, byte[] key, string details) => new()
    {
        ["baseUrl"] = url,
        ["hashAlgorithm"] = "SHA2_256",
        ["publicKey"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(key), ["keyDetails"] = details, ["validFor"] = Window() },
        ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(id) },
    };

    private JsonObject Authority(string uri, params byte[][] certificates) => new()
    {
        ["subject"] = new JsonObject { ["organization"] = "example.com", ["commonName"] = "test" },
        ["uri"] = uri,
        ["certChain"] = new JsonObject { ["certificates"] = new JsonArray([.. certificates.Select(c => (JsonNode)Raw(c))]) },
        ["validFor"] = Window(),
    };

    private JsonObject Window() => new() { ["start"] = Written(Start), ["end"] = Written(End) };

    private static string Written(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Raw(byte[] bytes) => new() { ["rawBytes"] = Convert.ToBase64String(bytes) };

    private SigningKey Key(SigningKey key)
    {
        keys.Add(key);
        return key;
    }
}
