using System.Globalization;

namespace SegmentOperator.Runtime;

/// <summary>
/// Versions are compared as numbers, which the API guarantees since 1.35 and etcd always gave. One that is no number compares
/// with nothing.
/// </summary>
internal static class ResourceVersions
{
    public static ulong? Parse(string? version) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>True only when both are numbers and the first is the smaller.</summary>
    public static bool IsOlder(string? version, string? than) => Parse(version) < Parse(than);
}
