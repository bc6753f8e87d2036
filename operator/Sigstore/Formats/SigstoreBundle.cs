using System.Text;
using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>
/// A Sigstore bundle v0.3 with a DSSE envelope. Of its verification material nothing is read: the key comes from the policy, and
/// log entries and timestamps prove nothing that a managed key needs.
/// </summary>
/// <param name="Signed">What the signature is over: DSSE's pre-authentication encoding.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Statement">The statement inside; not trusted before the signature is.</param>
internal sealed record SigstoreBundle(byte[] Signed, byte[] Signature, InTotoStatement Statement)
{
    private const string InTotoType = "application/vnd.in-toto+json";

    public static bool IsBundleType(string? mediaType) =>
        mediaType is "application/vnd.dev.sigstore.bundle.v0.3+json" or "application/vnd.dev.sigstore.bundle+json;version=0.3";

    public static SigstoreBundle Read(ReadOnlyMemory<byte> json) => StrictJson.Read(json, "the bundle", Read);

    private static SigstoreBundle Read(JsonElement root)
    {
        if (!IsBundleType(root.Text("mediaType"))) throw new MalformedException("the bundle's mediaType is not v0.3's");
        if (root.TryGetProperty("messageSignature", out _))
            throw new MalformedException("the bundle signs a file and not a statement");
        var envelope = root.Object("dsseEnvelope");
        if (envelope.Text("payloadType") != InTotoType) throw new MalformedException("the envelope's payloadType is not in-toto's");
        var signatures = envelope.Array("signatures");
        if (signatures.GetArrayLength() != 1) throw new MalformedException("the envelope does not have exactly one signature");
        var payload = envelope.Bytes("payload");
        return new SigstoreBundle(PreAuthentication(InTotoType, payload), signatures[0].Bytes("sig"), InTotoStatement.Read(payload));
    }

    private static byte[] PreAuthentication(string type, byte[] payload) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} "), .. payload];
}
