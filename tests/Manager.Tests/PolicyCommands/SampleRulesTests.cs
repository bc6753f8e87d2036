using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.PolicyCommands;

namespace SegmentOperator.Manager.Tests.PolicyCommands;

/// <summary>What samples and documentation show must be accepted as it stands there.</summary>
public sealed class SampleRulesTests
{
    public static TheoryData<string> Segments => [.. Directory.EnumerateFiles(Path.Combine(Root, "tests/Api.Tests/Samples/Valid"), "segment-*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Root
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "SegmentOperator.sln")))
                folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The sources are not above the tests.");
            return folder;
        }
    }

    [Theory]
    [MemberData(nameof(Segments))]
    public void The_rules_of_a_sample_are_valid(string name)
    {
        // Reading refuses a segment whose rules are not.
        var (segment, _) = SegmentFile.Read(Path.Combine(Root, "tests/Api.Tests/Samples/Valid", name));
        foreach (var demanded in segment.Spec.Artifacts?.Attestations ?? [])
        {
            if (demanded.Rule is not null)
                Assert.StartsWith("cel ", CelPredicateRule.Compile(demanded.Name, demanded.Rule).Canonical, StringComparison.Ordinal);
        }
    }

    /// <summary>The examples of the page, laid into the sample that has the rest.</summary>
    [Fact]
    public void The_examples_of_the_documentation_are_those_of_the_sample()
    {
        var page = File.ReadAllText(Path.Combine(Root, "operator/docs/policy.md"));
        var sample = File.ReadAllLines(Path.Combine(Root, "tests/Api.Tests/Samples/Valid/segment-evidence.yaml"));
        var shown = sample.Select(line => line.Trim()).Where(line => line.StartsWith("rule: ", StringComparison.Ordinal) || line.StartsWith("when: ", StringComparison.Ordinal)).ToArray();
        Assert.True(shown.Length > 8);
        Assert.All(shown, line => Assert.Contains(line, page, StringComparison.Ordinal));
    }
}
