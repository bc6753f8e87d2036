namespace SegmentOperator.Sigstore;

/// <summary>Messages that fit into a condition.</summary>
internal static class Messages
{
    private const int Longest = 1024;

    public static string Limit(string message) =>
        message.Length <= Longest ? message : string.Concat(message.AsSpan(0, Longest - 1), "…");
}
