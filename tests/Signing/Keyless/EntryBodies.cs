using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.Signing;

/// <summary>Rekor's entries in their canonical form.</summary>
public static class EntryBodies
{
    /// <summary>hashedrekord 0.0.1.</summary>
    public static byte[] HashedRekord1(byte[] signed, byte[] signature, SigningKey key, byte[]? certificate) => Entry("hashedrekord", "0.0.1", new JsonObject
    {
        ["data"] = new JsonObject { ["hash"] = Hex(signed) },
        ["signature"] = new JsonObject { ["content"] = Base64(signature), ["publicKey"] = new JsonObject { ["content"] = Pem(key, certificate) } },
    });

    /// <summary>hashedrekord 0.0.2.</summary>
    public static byte[] HashedRekord2(byte[] signed, byte[] signature, SigningKey key, byte[]? certificate) => Entry("hashedrekord", "0.0.2", new JsonObject
    {
        ["hashedRekordV002"] = new JsonObject { ["data"] = Hash(signed), ["signature"] = Signature(signature, key, certificate) },
    });

    /// <summary>dsse 0.0.1.</summary>
    public static byte[] Dsse1(byte[] payload, byte[] signature, SigningKey key, byte[]? certificate) => Entry("dsse", "0.0.1", new JsonObject
    {
        ["envelopeHash"] = Hex(payload),
        ["payloadHash"] = Hex(payload),
        ["signatures"] = new JsonArray(new JsonObject { ["signature"] = Base64(signature), ["verifier"] = Pem(key, certificate) }),
    });

    /// <summary>dsse 0.0.2.</summary>
    public static byte[] Dsse2(byte[] payload, byte[] signature, SigningKey key, byte[]? certificate) => Entry("dsse", "0.0.2", new JsonObject
    {
        ["dsseV002"] = new JsonObject { ["payloadHash"] = Hash(payload), ["signatures"] = new JsonArray(Signature(signature, key, certificate)) },
    });

    /// <summary>intoto 0.0.1, which names the envelope as a whole.</summary>
    public static byte[] InToto1(byte[] envelope, SigningKey key, byte[]? certificate) => Entry("intoto", "0.0.1", new JsonObject
    {
        ["content"] = new JsonObject { ["hash"] = Hex(envelope) },
        ["publicKey"] = Pem(key, certificate),
    });

    /// <summary>intoto 0.0.2, which encodes signature and key twice.</summary>
    public static byte[] InToto2(byte[] payload, byte[] signature, SigningKey key, byte[]? certificate) => Entry("intoto", "0.0.2", new JsonObject
    {
        ["content"] = new JsonObject
        {
            ["envelope"] = new JsonObject
            {
                ["payloadType"] = "application/vnd.in-toto+json",
                ["signatures"] = new JsonArray(new JsonObject { ["publicKey"] = Pem(key, certificate), ["sig"] = Base64(Encoding.UTF8.GetBytes(Base64(signature))) }),
            },
            ["hash"] = Hex(payload),
            ["payloadHash"] = Hex(payload),
        },
    });

    // RFC 8785: members in order, and nothing escaped that need not be. Clients of Rekor v2 write the entry anew and hash that.
    private static readonly JsonSerializerOptions Canonical = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An entry of any kind.</summary>
    public static byte[] Entry(string kind, string version, JsonObject spec) => Encoding.UTF8.GetBytes(
        new JsonObject { ["apiVersion"] = version, ["kind"] = kind, ["spec"] = spec }.ToJsonString(Canonical));

    private static JsonObject Hex(byte[] data) => new() { ["algorithm"] = "sha256", ["value"] = Convert.ToHexStringLower(SHA256.HashData(data)) };

    private static JsonObject Hash(byte[] data) => new() { ["algorithm"] = "SHA2_256", ["digest"] = Base64(SHA256.HashData(data)) };

    private static JsonObject Signature(byte[] signature, SigningKey key, byte[]? certificate) => new()
    {
        ["content"] = Base64(signature),
        ["verifier"] = new JsonObject
        {
            ["keyDetails"] = "PKIX_ECDSA_P256_SHA_256",
            [certificate is null ? "publicKey" : "x509Certificate"] = new JsonObject { ["rawBytes"] = Base64(certificate ?? key.PublicKey) },
        },
    };

    private static string Pem(SigningKey key, byte[]? certificate) =>
        Base64(Encoding.UTF8.GetBytes(certificate is null ? key.PublicKeyPem : PemEncoding.WriteString("CERTIFICATE", certificate) + "\n"));

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);
}
