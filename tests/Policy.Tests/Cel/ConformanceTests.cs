using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace SegmentOperator.Policy.Tests.Cel;

/// <summary>The public conformance cases of the language: values, errors and deduced types.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_case_of_the_public_specification_passes()
    {
        var path = SharedData.TryFind("cel/conformance.json");
        Assert.True(path is not null, "cel/conformance.json was not found: set SEGMENT_SHARED to the folder that has it.");
        var cases = JsonNode.Parse(File.ReadAllText(path))!.AsArray().Select(c => new ConformanceCase(c!.AsObject())).ToList();
        var failures = cases
            .Select(c => (Case: c, Failure: c.Run()))
            .Where(r => r.Failure is not null)
            .Select(r => $"{r.Case.Id}: {r.Case.Expression}\n    {r.Failure}")
            .ToList();
        foreach (var failure in failures)
            output.WriteLine(failure);
        var summary = $"cel_cases={cases.Count - failures.Count}/{cases.Count}";
        output.WriteLine(summary);
        if (Environment.GetEnvironmentVariable("CEL_REPORT") is { Length: > 0 } report)
            File.WriteAllLines(report, [.. failures, summary]);
        Assert.Empty(failures);
    }
}
