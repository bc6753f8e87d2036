using System.Text.Json.Nodes;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Scope;
using SegmentOperator.Policy.Json;
using SegmentOperator.Policy.Risk;
using SegmentOperator.Policy.Rules;
using SegmentOperator.Policy.Tests.Inspection;

namespace SegmentOperator.Policy.Tests.Golden;

/// <summary>Cases/NAME: a package (and perhaps a baseline) and a segment are given, and a decision is wanted.</summary>
public sealed class GoldenTests
{
    private static readonly string Cases = Path.Combine(AppContext.BaseDirectory, "Cases");

    public static TheoryData<string> Names => [.. Directory.EnumerateDirectories(Cases).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_at_least_60_cases() => Assert.InRange(Names.Count, 60, 1000);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_package_gets_the_decision_that_is_wanted(string name)
    {
        var (given, want) = (Path.Combine(Cases, name, "given"), Yaml(Path.Combine(Cases, name, "want.yaml")));
        var outcome = PackageInspector.InspectZip(PackageBytes.Folder(Path.Combine(given, "package")), new InspectionOptions { Baseline = Baseline(Path.Combine(given, "baseline")) });
        if ((string?)want["refused"] is { } why)
        {
            Assert.Contains(why, Assert.IsType<InspectionOutcome.Refused>(outcome).Message, StringComparison.Ordinal);
            return;
        }

        var report = Assert.IsType<InspectionOutcome.Inspected>(outcome).Report;
        Assert.Equal(List(want, "findings"), report.Findings.Select(finding => finding.Id).Distinct().Order(StringComparer.Ordinal));
        if (want.ContainsKey("components"))
            Assert.Equal(List(want, "components"), Inspecting.Components(report));
        if (want["disagreements"] is { } count)
            Assert.Equal((long)count, report.Disagreements.Count);

        var segment = Yaml(Path.Combine(given, "segment.yaml"));
        var scope = ScopeJudge.Judge(report, Scope("finance", segment["data"]), [.. (segment["others"] as JsonObject ?? []).Select(other => Scope(other.Key, other.Value))], new HashSet<string>());
        if (want.ContainsKey("outOfScope"))
            Assert.Equal(List(want, "outOfScope"), scope.Outside.Select(component => component.ToString()));
        var decision = Decide(segment, report, scope);
        Assert.Equal((string?)want["verdict"], decision.Verdict.ToString());
        if (want["reason"] is { } reason)
            Assert.Equal((string?)reason, decision.Reason);
        foreach (var rule in List(want, "rules"))
            Assert.Contains(decision.Rules, candidate => candidate.Binding == decision.Verdict && $"{candidate.Rule.Source.Split('/')[0]}/{candidate.Rule.Name}" == rule);
    }

    private static Decision Decide(JsonObject segment, InspectionReport report, ScopeReport scope)
    {
        var roles = List(segment, "approvalRoles");
        var policy = new SegmentPolicy
        {
            Segment = "finance",
            Posture = Enum.Parse<PostureLevel>((string)segment["posture"]!),
            ApprovalRoles = roles,
            Rules = [.. (segment["rules"] as JsonArray ?? []).Select(rule => Rule(rule!.AsObject()))],
            Risk = new RiskSettings { AutoApproveBelow = (int?)(long?)segment["risk"]?["autoApproveBelow"] },
        };
        var inputs = InputDefaults.Create();
        inputs["now"] = "2026-03-03T12:00:00Z";
        inputs["window"] = new JsonObject { ["open"] = true, ["frozen"] = false };
        inputs["segment"] = new JsonObject
        {
            ["name"] = "finance",
            ["environment"] = (string?)segment["environment"] ?? "Production",
            ["posture"] = policy.Posture.ToString(),
            ["frameworks"] = new JsonArray(),
            ["residency"] = new JsonArray(),
            ["approvalRoles"] = new JsonArray([.. roles.Select(role => (JsonNode?)role)]),
            ["generation"] = 1,
        };
        inputs["package"] = PackageInput.Of(report, scope, new HashSet<string>());
        var read = DecisionInputs.From(inputs);
        Assert.Empty(read.Problems);
        return DecisionMaker.Decide(CompiledPolicy.Compile(policy), read);
    }

    private static PackageFacts? Baseline(string folder) => Directory.Exists(folder) ? Inspecting.Report(PackageBytes.Folder(folder)).Facts : null;

    private static SegmentScope Scope(string name, JsonNode? data) => new(name, [.. (data as JsonArray ?? []).Select(entry => new ScopeEntry(
        (string)entry!["type"]!, List(entry.AsObject(), "names"), List(entry.AsObject(), "fields"), Enum.Parse<Sensitivity>((string?)entry["sensitivity"] ?? "Internal")))]);

    private static RuleDefinition Rule(JsonObject rule) => new(
        (string)rule["name"]!, RuleDefinition.SegmentSource, (string)rule["when"]!, Enum.Parse<Verdict>((string)rule["then"]!), List(rule, "roles"), null, EnforcementMode.Enforce, null);

    private static string[] List(JsonObject of, string member) => [.. (of[member] as JsonArray ?? []).Select(item => (string)item!)];

    private static JsonObject Yaml(string path) => Assert.Single(PolicyYaml.Read(path, File.ReadAllText(path)));
}
