using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Base64, with or without padding when it is read.</summary>
internal sealed class EncodersLibrary : CelLibrary
{
    public override IEnumerable<CelFunction> Functions =>
    [
        new("base64.encode", Global("base64_encode_bytes", CelType.Bytes, CelType.String, b =>
            CelValue.Of(Convert.ToBase64String(b.AsBytes().Span))).WithCost(Walk)),
        new("base64.decode", Global("base64_decode_string", CelType.String, CelType.Bytes, Decode).WithCost(Walk)),
    ];

    private static long Walk(CelValue[] a) => Math.Max(1, Cost.Traversal(Cost.Size(a[0])));

    private static CelValue Decode(CelValue value)
    {
        var text = value.AsString().TrimEnd('=');
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var buffer = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, buffer, out var length)
            ? CelValue.Of(buffer[..length])
            : CelValue.Error("illegal base64 data");
    }
}
