using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Tests.Decisions;

public sealed class DecisionProperties
{
    private static readonly string[] Conditions =
    [
        "true", "false", "package.files > 1", "request.operation == 'Validate'", "request.baseline == ''", "has(request.ticket)", "risk.score > 20", "1 / package.deleted == 0",
        "package.components.exists(c, c.type == 'ApexClass')", "now.getDayOfWeek() == 2", "history.failures > 0", "requester.groups.exists(g, g == 'dev')",
    ];

    private static readonly Gen<RuleDefinition> Rules =
        from when in Gen.Elements(Conditions)
        from then in Gen.Elements(Enum.GetValues<Verdict>())
        from mode in Gen.Elements(Enum.GetValues<EnforcementMode>())
        from number in Gen.Choose(0, 1_000_000)
        select Sample.Rule(when, then, $"r{number}-{when.Length}", mode);

    private static readonly Gen<(SegmentPolicy Policy, int Seed)> Cases =
        from rules in Rules.ListOf()
        from posture in Gen.Elements(Enum.GetValues<PostureLevel>())
        from frameworks in Gen.SubListOf<string>(["SOX", "HIPAA", "GDPR", "PCI-DSS", "FedRAMP"])
        from seed in Gen.Choose(0, 10_000)
        select (new SegmentPolicy { Segment = "s", Posture = posture, ApprovalRoles = ["manager", "security"], Frameworks = [.. frameworks], Rules = [.. rules.DistinctBy(rule => rule.Name)] }, seed);

    private static readonly Config Some = Config.QuickThrowOnFailure.WithMaxTest(60);

    [Fact]
    public void The_order_of_rules_never_matters() => Prop.ForAll(Cases.ToArbitrary(), sample =>
    {
        var shuffled = sample.Policy.Rules.ToArray();
        new Random(sample.Seed).Shuffle(shuffled);
        return Json(sample.Policy) == Json(sample.Policy with { Rules = shuffled, Frameworks = [.. sample.Policy.Frameworks.Reverse()] });
    }).Check(Some);

    [Fact]
    public void One_more_denial_never_allows_more() => Prop.ForAll(Cases.ToArbitrary(), Gen.Elements(Conditions).ToArbitrary(), (sample, when) =>
    {
        var more = sample.Policy with { Rules = [.. sample.Policy.Rules, Sample.Rule(when, Verdict.Deny, "one-more")] };
        return Sample.Decide(more).Verdict >= Sample.Decide(sample.Policy).Verdict;
    }).Check(Some);

    [Fact]
    public void One_more_framework_never_allows_more() => Prop.ForAll(Cases.ToArbitrary(), Gen.Elements("SOX", "HIPAA", "GDPR", "PCI-DSS", "FedRAMP").ToArbitrary(), (sample, framework) =>
    {
        var more = sample.Policy with { Frameworks = [.. sample.Policy.Frameworks.Append(framework).Distinct()] };
        return Sample.Decide(more).Verdict >= Sample.Decide(sample.Policy).Verdict;
    }).Check(Some);

    [Fact]
    public void The_same_inputs_give_the_same_decision() => Prop.ForAll(Cases.ToArbitrary(), sample => Json(sample.Policy) == Json(sample.Policy)).Check(Some);

    private static string Json(SegmentPolicy policy) => DecisionRecord.Write(Sample.Decide(policy)).ToJsonString();
}
