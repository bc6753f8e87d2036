namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>What a deployment comes to.</summary>
/// <param name="Status">Succeeded, SucceededPartial or Failed.</param>
/// <param name="Messages">Every component and every problem.</param>
/// <param name="Tests">The test run; empty when components failed, for then no test is run.</param>
/// <param name="Changed">The components that go into the org.</param>
/// <param name="Deleted">The components that leave it.</param>
internal sealed record DeployOutcome(
    string Status,
    IReadOnlyList<DeployMessage> Messages,
    ApexTestReport Tests,
    IReadOnlyList<SimComponent> Changed,
    IReadOnlyList<SimComponent> Deleted);

/// <summary>Judges a package against an org. Pure: it changes neither.</summary>
internal static class DeployEvaluator
{
    public static DeployOutcome Evaluate(PackageContent package, DeployOptions options, IReadOnlyDictionary<string, SimComponent> org)
    {
        var view = new OrgView(org, package);
        var problems = package.Problems.ToList();
        foreach (var component in package.Components)
        {
            problems.AddRange(ReferenceRules.Check(component, view, org));
            if (component.Type is "ApexClass" or "ApexTrigger" && component.Text is { } text && new ApexSource(text).FindError(view) is { } error)
                problems.Add(DeployMessage.Error(component, error.Problem, error.Line));
        }

        problems.AddRange(package.Deletions.Where(d => !org.ContainsKey(d.Key)).Select(d => new DeployMessage(d.Type, d.FullName, d.FileName)
        {
            Problem = $"No {d.Type} named: {d.FullName} found",
            IsWarning = true,
        }));

        var bad = problems.Where(p => p.IsError).Select(p => $"{p.Type}:{p.FullName}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var good = package.Components.Where(c => !bad.Contains(c.Component.Key)).Select(c => c.Component).ToList();
        var deleted = package.Deletions.Where(d => org.ContainsKey(d.Key)).ToList();
        var successes = good.Select(c => new DeployMessage(c.Type, c.FullName, c.FileName)
        {
            Created = !org.ContainsKey(c.Key),
            Changed = !org.TryGetValue(c.Key, out var old) || old.Hash != c.Hash,
        }).Concat(deleted.Select(d => new DeployMessage(d.Type, d.FullName, d.FileName) { Deleted = true, Changed = true }));

        var warningsCount = !options.IgnoreWarnings && problems.Exists(p => p.IsWarning);
        var partial = bad.Count > 0 && !options.RollbackOnError && good.Count > 0;
        var tests = bad.Count > 0 ? ApexTestReport.Empty : ApexTestRun.Run(options, package, view);
        // As the documentation has it: a warning fails the deployment only when warnings are not ignored and errors roll back.
        var failed = !partial && (bad.Count > 0 || (warningsCount && options.RollbackOnError) || !tests.Passed);
        return new DeployOutcome(
            failed ? "Failed" : partial ? "SucceededPartial" : "Succeeded",
            [.. successes, .. problems],
            tests,
            failed ? [] : good,
            failed ? [] : deleted);
    }
}
