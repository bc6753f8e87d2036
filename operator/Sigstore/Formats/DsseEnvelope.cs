using System.Globalization;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>A DSSE envelope with exactly one signature.</summary>
/// <param name="PayloadType">What the payload is.</param>
/// <param name="Payload">What is said.</param>
/// <param name="Signature">The signature over <see cref="Signed"/>.</param>
internal sealed record DsseEnvelope(string PayloadType, byte[] Payload, byte[] Signature)
{
    private const int MostSignatures = 16;
    private const int LongestType = 256;

    /// <summary>DSSE's pre-authentication encoding: the payload with its type and both lengths.</summary>
    public byte[] Signed()
    {
        var head = string.Create(
            CultureInfo.InvariantCulture, $"DSSEv1 {Encoding.UTF8.GetByteCount(PayloadType)} {PayloadType} {Payload.Length} ");
        var result = new byte[Encoding.UTF8.GetByteCount(head) + Payload.Length];
        var written = Encoding.UTF8.GetBytes(head, result);
        Payload.CopyTo(result.AsSpan(written));
        return result;
    }

    public static DsseEnvelope Read(JsonField envelope)
    {
        var type = envelope.Text("payloadType");
        if (type.Length > LongestType) throw envelope.Wrong($"has a payloadType of more than {LongestType} characters");
        var signatures = envelope.Array("signatures", MostSignatures);
        return signatures.Count == 1
            ? new DsseEnvelope(type, envelope.Bytes("payload"), signatures[0].AsObject().Bytes("sig"))
            : throw new MalformedException($"the envelope does not have exactly one signature, it has {signatures.Count}");
    }
}
