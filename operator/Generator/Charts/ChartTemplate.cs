using System.Text.RegularExpressions;

namespace SegmentOperator.Generator.Charts;

/// <summary>
/// Turns a plain manifest into a template of the chart. The manifest can be applied as it is; a comment behind a value names the Helm
/// expression that takes its place in the chart, and comment lines with <c>if</c> and <c>end</c> enclose what is optional there.
/// </summary>
internal static partial class ChartTemplate
{
    private const string Heading = "{{- /* Generated from charts/manifests by `make generate`. Change that, not this file. */ -}}\n";

    public static string From(string manifest) => Heading + string.Join('\n', manifest.Split('\n').Select(Line));

    private static string Line(string line)
    {
        if (Block().Match(line) is { Success: true } block)
            return $"{{{{- {block.Groups["statement"].Value} }}}}";
        return Value().Match(line) is { Success: true } value ? value.Groups["head"].Value + value.Groups["expression"].Value : line;
    }

    /// <summary>A line that opens or closes an optional part.</summary>
    [GeneratedRegex(@"^\s*# \{\{ (?<statement>if \.Values\.(?<value>[A-Za-z.]+)|if \.Capabilities\.APIVersions\.Has ""[a-zA-Z0-9./]+""|end) \}\}$", RegexOptions.ExplicitCapture)]
    internal static partial Regex Block();

    /// <summary>A value with the expression that takes its place.</summary>
    [GeneratedRegex(@"^(?<head>\s*(- )?([A-Za-z][\w./-]*: )?)(?<value>.+) # (?<expression>\{\{ .+ \}\})$", RegexOptions.ExplicitCapture)]
    internal static partial Regex Value();
}
