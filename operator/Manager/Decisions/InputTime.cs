using System.Globalization;

namespace SegmentOperator.Manager.Decisions;

/// <summary>One spelling for times in a decision's inputs.</summary>
internal static class InputTime
{
    public static string Of(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
