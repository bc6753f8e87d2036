using System.Buffers;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>
/// Base64, standard or URL-safe (protobuf's JSON and DSSE allow both), padded or not, but only in its canonical form: no blanks,
/// no stray bits, and not both alphabets in one text.
/// </summary>
internal static class Base64
{
    public static byte[] Decode(string text, string field) => Decode(Encoding.UTF8.GetBytes(text), field);

    public static byte[] Decode(ReadOnlySpan<byte> text, string field) =>
        TryDecode(text, out var bytes) ? bytes : throw new MalformedException($"{field} is not base64");

    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        bytes = [];
        var body = text;
        if (body.Length % 4 == 0)
        {
            if (body.EndsWith("=="u8)) body = body[..^2];
            else if (body.EndsWith("="u8)) body = body[..^1];
        }

        if (body.Length % 4 == 1) return false;
        var url = body.IndexOfAny((byte)'-', (byte)'_') >= 0;
        if (url && body.IndexOfAny((byte)'+', (byte)'/') >= 0) return false;
        var result = new byte[(body.Length / 4 * 3) + (body.Length % 4) switch { 2 => 1, 3 => 2, _ => 0 }];
        var whole = body.Length / 4 * 4;
        if (!Whole(body[..whole], result, url) || !Rest(body[whole..], result.AsSpan(whole / 4 * 3), url)) return false;
        bytes = result;
        return true;
    }

    private static bool Whole(ReadOnlySpan<byte> text, Span<byte> result, bool url)
    {
        if (text.IsEmpty) return true;
        var status = url
            ? System.Buffers.Text.Base64Url.DecodeFromUtf8(text, result, out var read, out var written)
            : System.Buffers.Text.Base64.DecodeFromUtf8(text, result, out read, out written);
        // The decoder skips blanks, and then writes less than the text's length promises.
        return status == OperationStatus.Done && read == text.Length && written == text.Length / 4 * 3;
    }

    private static bool Rest(ReadOnlySpan<byte> text, Span<byte> result, bool url)
    {
        var bits = 0;
        foreach (var letter in text)
        {
            var value = Value(letter, url);
            if (value < 0) return false;
            bits = (bits << 6) | value;
        }

        switch (text.Length)
        {
            case 2:
                result[0] = (byte)(bits >> 4);
                return (bits & 0xF) == 0;
            case 3:
                result[0] = (byte)(bits >> 10);
                result[1] = (byte)(bits >> 2);
                return (bits & 0x3) == 0;
            default:
                return true;
        }
    }

    private static int Value(byte letter, bool url) => (char)letter switch
    {
        >= 'A' and <= 'Z' => letter - 'A',
        >= 'a' and <= 'z' => letter - 'a' + 26,
        >= '0' and <= '9' => letter - '0' + 52,
        '+' when !url => 62,
        '/' when !url => 63,
        '-' when url => 62,
        '_' when url => 63,
        _ => -1,
    };
}
