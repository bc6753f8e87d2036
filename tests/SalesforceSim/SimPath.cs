using System.Text.RegularExpressions;

namespace SegmentOperator.SalesforceSim;

internal static partial class SimPath
{
    public static string WithoutVersion(string path) => Version().Replace(path, "/v/", 1);

    /// <summary>Splits <c>/services/data/v62.0/rest/of/it</c>; null for other paths and unknown versions.</summary>
    public static (string Version, string Resource)? SplitData(string path)
    {
        var match = Data().Match(path);
        return match.Success ? (match.Groups[1].Value, match.Groups[2].Value.Trim('/')) : null;
    }

    [GeneratedRegex("/v[0-9N]+\\.0/")]
    private static partial Regex Version();

    [GeneratedRegex("^/services/data/v([0-9]{2}\\.0)(/.*)?$")]
    private static partial Regex Data();
}
