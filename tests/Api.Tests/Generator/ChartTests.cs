using System.Text.RegularExpressions;
using SegmentOperator.Generator;
using SegmentOperator.Generator.Charts;
using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Api.Tests.Generator;

public sealed partial class ChartTests
{
    /// <summary>Where the plain manifests install.</summary>
    private const string Namespace = "segment-system";

    private static readonly string Charts = Path.Combine(Repository.Root, "charts");

    public static TheoryData<string> Manifests => [.. Directory.GetFiles(Path.Combine(Charts, "manifests")).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [InlineData("  replicas: 2 # {{ .Values.replicas }}", "  replicas: {{ .Values.replicas }}")]
    [InlineData("- --level=Info # {{ .Values.level | quote }}", "- {{ .Values.level | quote }}")]
    [InlineData("  - from: [] # {{ toJson .Values.from }}", "  - from: {{ toJson .Values.from }}")]
    [InlineData("# {{ if .Values.a.enabled }}", "{{- if .Values.a.enabled }}")]
    [InlineData("# {{ end }}", "{{- end }}")]
    [InlineData("# A comment for people.", "# A comment for people.")]
    [InlineData("name: x # A comment for people.", "name: x # A comment for people.")]
    public void A_line_becomes_a_line_of_the_template(string line, string expected)
    {
        Assert.Equal(expected, ChartTemplate.From(line).Split('\n')[1]);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_plain_manifest_says_what_the_chart_says_by_default(string name)
    {
        var values = Yaml(File.ReadAllText(Path.Combine(Charts, "segment-operator", "values.yaml")));
        foreach (var line in File.ReadLines(Path.Combine(Charts, "manifests", name)))
        {
            if (ChartTemplate.Value().Match(line) is { Success: true } match && Expression().Match(match.Groups["expression"].Value) is { Success: true } expression)
            {
                var value = expression.Groups["release"].Success ? new YamlScalarNode(Namespace) : expression.Groups["path"].Value.Split('.').Aggregate(values, (node, key) => node[key]);
                // Only what is quoted is formatted, so that the text is the value.
                var expected = expression.Groups["format"] is { Success: true } format ? new YamlScalarNode(format.Value.Replace("%s", value.ToString(), StringComparison.Ordinal)) : value;
                Assert.Equal(expected, Yaml(match.Groups["value"].Value));
            }
        }
    }

    [Fact]
    public void Every_expression_is_of_a_form_that_this_test_compares()
    {
        var unknown = Directory.GetFiles(Path.Combine(Charts, "manifests")).SelectMany(File.ReadLines)
            .Where(line => line.Contains("{{", StringComparison.Ordinal) && !ChartTemplate.Block().IsMatch(line))
            .Where(line => !Expression().IsMatch(line));

        Assert.Empty(unknown);
    }

    [Fact]
    public void The_committed_templates_are_what_the_manifests_say()
    {
        using var errors = new StringWriter();
        Assert.Equal(0, Commands.Run(["chart", "--check", "--from", Path.Combine(Charts, "manifests"), "--out", Path.Combine(Charts, "segment-operator", "templates")], TextWriter.Null, errors));
    }

    [Fact]
    public void The_plain_file_starts_with_the_namespace_after_the_definitions_and_leaves_out_what_is_off()
    {
        var text = PlainManifests.Join(
            ["kind: CustomResourceDefinition\n"],
            Directory.GetFiles(Path.Combine(Charts, "manifests")).Order(StringComparer.Ordinal).Select(File.ReadAllText),
            File.ReadAllText(Path.Combine(Charts, "segment-operator", "values.yaml")));
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var kinds = stream.Documents.Select(document => document.RootNode["kind"].ToString()).ToList();

        Assert.Equal(["CustomResourceDefinition", "Namespace"], kinds.Take(2));
        Assert.Contains("Deployment", kinds);
        Assert.DoesNotContain("ServiceMonitor", kinds);
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_empty_by_default_is_left_out_as_the_API_server_would_drop_it()
    {
        const string manifest = "kind: Deployment\nspec:\n  # {{ if .Values.class }}\n  class: \"\" # {{ .Values.class | quote }}\n  # {{ end }}\n  replicas: 2\n";

        Assert.EndsWith("kind: Deployment\nspec:\n  replicas: 2\n", PlainManifests.Join([], [manifest], "class: \"\""), StringComparison.Ordinal);
        Assert.Contains("\n  class: ", PlainManifests.Join([], [manifest], "class: system-cluster-critical"), StringComparison.Ordinal);
    }

    private static YamlNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    [GeneratedRegex(@"\{\{ (toJson |(?<formats>printf ""(?<format>[^""]+)"" ))?(\.Values\.(?<path>[A-Za-z.]+)|(?<release>\.Release\.Namespace))(?(formats) \| quote|( \| quote)?) \}\}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Expression();
}
