namespace SegmentOperator.Sigstore;

/// <summary>Messages that fit into a condition.</summary>
internal static class Messages
{
    private const int Longest = 1024;

    public static string Limit(string message) =>
        message.Length <= Longest ? message : string.Concat(message.AsSpan(0, Longest - 1), "…");

    public static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    public static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
