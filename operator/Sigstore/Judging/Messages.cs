using System.Globalization;

namespace SegmentOperator.Sigstore;

/// <summary>Messages that fit into a condition.</summary>
internal static class Messages
{
    private const int Longest = 1024;

    public static string Limit(string message) =>
        message.Length <= Longest ? message : string.Concat(message.AsSpan(0, Longest - 1), "…");

    /// <summary>A time as people and programs read it: <c>2026-06-01T12:00:00Z</c>.</summary>
    public static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    public static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    public static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
