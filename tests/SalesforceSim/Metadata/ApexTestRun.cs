using System.Text.RegularExpressions;

namespace SegmentOperator.SalesforceSim.Metadata;

internal sealed record ApexTestOutcome(string ClassName, string Method, string? Failure, int Line);

/// <summary>What running the tests gave. Coverage is by class and trigger: named by a test that ran, or not.</summary>
internal sealed record ApexTestReport(IReadOnlyList<ApexTestOutcome> Outcomes, IReadOnlyList<(string? Name, string Message)> CoverageWarnings)
{
    public static readonly ApexTestReport Empty = new([], []);

    public int Failed => Outcomes.Count(o => o.Failure is not null);

    public bool Passed => Failed == 0 && CoverageWarnings.Count == 0;
}

internal static partial class ApexTestRun
{
    private const int RequiredPercent = 75;

    public static ApexTestReport Run(DeployOptions options, PackageContent package, OrgView view)
    {
        var level = options.EffectiveTestLevel(package);
        if (level == "NoTestRun")
            return ApexTestReport.Empty;
        var sources = view.Components.Where(c => c.Source is not null && c.Type is "ApexClass" or "ApexTrigger")
            .ToDictionary(c => c.Key, c => (Component: c, Apex: new ApexSource(c.Source!)), StringComparer.OrdinalIgnoreCase);
        var tests = sources.Values.Where(s => s.Apex.IsTest)
            .Where(s => level != "RunSpecifiedTests" || options.RunTests.Contains(s.Component.FullName, StringComparer.OrdinalIgnoreCase))
            .ToList();

        var outcomes = new List<ApexTestOutcome>();
        foreach (var missing in options.RunTests.Where(t => level == "RunSpecifiedTests" && !tests.Exists(s => Same(s.Component.FullName, t))))
            outcomes.Add(new ApexTestOutcome(missing, "", $"No test class with name: {missing} found", 0));
        foreach (var (component, apex) in tests.OrderBy(t => t.Component.FullName, StringComparer.Ordinal))
            outcomes.AddRange(apex.TestMethods().Select(m => new ApexTestOutcome(component.FullName, m.Name, FailureOf(m.Body), m.Line)));

        var inPackage = package.Components.Select(c => c.Component.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var subjects = sources.Values.Where(s => !s.Apex.IsTest).ToList();
        var uncovered = subjects.Where(s => !tests.Exists(t => Covers(t.Apex, s.Component, s.Apex))).Select(s => s.Component).ToList();
        return new ApexTestReport(outcomes, Judge(level, subjects.Count, uncovered, inPackage));
    }

    private static List<(string? Name, string Message)> Judge(
        string level, int total, List<SimComponent> uncovered, HashSet<string> inPackage)
    {
        var warnings = new List<(string?, string)>();
        if (!inPackage.Any(k => k.StartsWith("Apex", StringComparison.Ordinal)))
            return warnings;
        if (level == "RunSpecifiedTests")
        {
            warnings.AddRange(uncovered.Where(c => inPackage.Contains(c.Key)).Select(c => ((string?)c.FullName,
                $"Test coverage of selected Apex Class or Trigger is 0%, at least {RequiredPercent}% test coverage is required")));
            return warnings;
        }

        warnings.AddRange(uncovered.Where(c => c.Type == "ApexTrigger" && inPackage.Contains(c.Key)).Select(c => ((string?)c.FullName,
            "Test coverage of selected Apex Trigger is 0%, at least 1% test coverage is required")));
        var percent = total == 0 ? 100 : 100 * (total - uncovered.Count) / total;
        if (percent < RequiredPercent)
        {
            warnings.Add((null,
                $"Average test coverage across all Apex Classes and Triggers is {percent}%, at least {RequiredPercent}% test coverage is required."));
        }

        return warnings;
    }

    private static bool Covers(ApexSource test, SimComponent subject, ApexSource code)
    {
        if (subject.Type == "ApexClass")
            return test.Mentions(subject.FullName) || code.Code.Contains("interface ", StringComparison.OrdinalIgnoreCase);
        var on = TriggerOn().Match(code.Code);
        return on.Success && test.Mentions(on.Groups[1].Value);
    }

    private static string? FailureOf(string body)
    {
        if (Never().IsMatch(body))
            return "System.AssertException: Assertion Failed";
        var equal = LiteralsAreEqual().Match(body);
        return equal.Success && equal.Groups[1].Value != equal.Groups[2].Value
            ? $"System.AssertException: Assertion Failed: Expected: {equal.Groups[1].Value}, Actual: {equal.Groups[2].Value}"
            : null;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\s*(?:Assert\s*\.\s*fail\s*\()|\b(?:System\s*\.\s*assert|Assert\s*\.\s*isTrue)\s*\(\s*false\b|\bAssert\s*\.\s*isFalse\s*\(\s*true\b", RegexOptions.IgnoreCase)]
    private static partial Regex Never();

    [GeneratedRegex(@"\b(?:System\s*\.\s*assertEquals|Assert\s*\.\s*areEqual)\s*\(\s*(-?\d+)\s*,\s*(-?\d+)\s*[,)]", RegexOptions.IgnoreCase)]
    private static partial Regex LiteralsAreEqual();

    [GeneratedRegex(@"\btrigger\s+\w+\s+on\s+(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex TriggerOn();
}
