namespace SegmentOperator.Sigstore;

/// <summary>
/// Base64, standard or URL-safe (protobuf's JSON and DSSE allow both), padded or not, but only in its canonical form: no blanks
/// and no stray bits.
/// </summary>
internal static class Base64
{
    public static byte[] Decode(string text, string field)
    {
        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        var canonical = Convert.TryFromBase64String(padded, bytes, out var length)
            && string.Equals(Convert.ToBase64String(bytes, 0, length), padded, StringComparison.Ordinal)
            && (text.Length == padded.Length || !text.Contains('=', StringComparison.Ordinal));
        return canonical ? bytes[..length] : throw new MalformedException($"{field} is not base64");
    }
}
