using System.Text;
using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Generator.Charts;

/// <summary>One file for <c>kubectl apply --server-side</c>: the definitions, then everything that the chart installs by default.</summary>
internal static class PlainManifests
{
    public static string Join(IEnumerable<string> definitions, IEnumerable<string> manifests, string values)
    {
        var text = new StringBuilder("# Everything that Segment Operator needs. Install it with kubectl apply --server-side -f.\n");
        var defaults = Root(values);
        // The namespace comes first: the others lie in it.
        var ordered = manifests.Select(manifest => Default(manifest, defaults)).Where(manifest => manifest.Contains("kind:", StringComparison.Ordinal))
            .OrderBy(manifest => manifest.Contains("\nkind: Namespace\n", StringComparison.Ordinal) ? 0 : 1);
        foreach (var document in definitions.Concat(ordered))
            text.Append("---\n").Append(document);
        return text.ToString();
    }

    private static string Default(string manifest, YamlMappingNode defaults)
    {
        var text = new StringBuilder();
        var included = true;
        foreach (var line in manifest.TrimEnd('\n').Split('\n'))
        {
            if (ChartTemplate.Block().Match(line) is { Success: true } block)
                included = block.Groups["value"] is not { Success: true } value || IsTrue(Find(defaults, value.Value));
            else if (included)
                text.Append(ChartTemplate.Value().Match(line) is { Success: true } value ? value.Groups["head"].Value + value.Groups["value"].Value : line).Append('\n');
        }

        return text.ToString();
    }

    private static YamlMappingNode Root(string values)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(values));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    /// <summary>Helm's notion of truth, for what values.yaml holds: a flag, a text that is not empty, a list with something in it.</summary>
    private static bool IsTrue(YamlNode node) => node is YamlSequenceNode list ? list.Children.Count > 0 : node.ToString() is not ("" or "false");

    private static YamlNode Find(YamlNode node, string path) => path.Split('.').Aggregate(node, (parent, name) => parent[name]);
}
