using System.Text.Json.Nodes;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Packs;
using SegmentOperator.Policy.Risk;
using SegmentOperator.Policy.Rules;
using static SegmentOperator.Policy.Tests.Decisions.Sample;

namespace SegmentOperator.Policy.Tests.Decisions;

public sealed class DecisionTests
{
    private static readonly string[] TwoRoles = ["manager", "security"];

    [Fact]
    public void The_sample_has_the_declared_form() => Assert.Empty(Given().Problems);

    [Fact]
    public void Every_pack_compiles_and_cites_a_control()
    {
        foreach (var framework in RulePacks.ByFramework.Keys)
        {
            Assert.Empty(CompiledPolicy.Compile(new SegmentPolicy { Segment = "s", Frameworks = [framework] }).Issues);
            Assert.All(RulePacks.ByFramework[framework].Rules, rule => Assert.False(string.IsNullOrEmpty(rule.Control)));
        }

        Assert.Equal(["FedRAMP", "GDPR", "HIPAA", "PCI-DSS", "SOX"], RulePacks.ByFramework.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Deny_wins_over_approval_approval_over_warning_and_warning_over_allow()
    {
        RuleDefinition[] rules = [Rule("true", Verdict.Allow), Rule("true", Verdict.Warn), Rule("true", Verdict.RequireApproval), Rule("true", Verdict.Deny)];
        foreach (var verdict in Enum.GetValues<Verdict>())
            Assert.Equal(verdict, Decide(Segment([.. rules.Where(rule => rule.Then <= verdict)])).Verdict);
    }

    [Theory]
    [InlineData("1 / 0 == 1", "division by zero")]
    [InlineData("request.baseline == 'x'", "no such key: baseline; where a field may be absent, a rule asks with has() first")]
    [InlineData("provenance.ref == 'refs/heads/main'", "no such key: ref")]
    [InlineData("attestations[0].state == 'Satisfied'", "index out of bounds: 0")]
    [InlineData("[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, [1,2,3,4,5,6,7,8,9,10].all(f, a+b+c+d+e+f > 0))))))", "cost")]
    public void What_cannot_be_evaluated_is_denied_by_that_rule(string when, string why)
    {
        var decision = Decide(Segment(Rule(when, Verdict.Warn, "careless")));
        Assert.Equal((Verdict.Deny, "RuleDenied"), (decision.Verdict, decision.Reason));
        Assert.Contains("segment/careless", decision.Message, StringComparison.Ordinal);
        Assert.Contains(why, decision.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_field_that_is_asked_for_is_no_error() =>
        Assert.Equal(Verdict.Allow, Decide(Segment(Rule("has(request.baseline) && request.baseline == 'x'", Verdict.Deny))).Verdict);

    [Theory]
    [InlineData("package.componentz.size() > 0", "componentz", "components", 1, 8)]
    [InlineData("packege.files > 1", "packege", "package", 1, 1)]
    [InlineData("package.files.sice() > 1", "sice", "size", 1, 19)]
    [InlineData("package.components.exists(c,\n  c.typ == 'Profile')", "typ", "type", 2, 4)]
    public void A_rule_with_a_slip_says_where_and_what_may_have_been_meant(string when, string name, string suggestion, int line, int column)
    {
        var issue = CompiledPolicy.Compile(Segment(Rule(when, Verdict.Deny, "slip"))).Issues[0];
        Assert.Equal((line, suggestion), (issue.Line, issue.Suggestion));
        Assert.Equal(column, issue.Column);
        Assert.Contains($"'{name}'", issue.Message, StringComparison.Ordinal);
        Assert.Contains("^", issue.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Did you mean {suggestion}?", issue.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 + 1", "bool")]
    [InlineData("package.components.all(a, package.components.all(b, package.components.all(c, a.name + b.name != c.name)))", "may cost")]
    [InlineData("request.name ==", "Syntax error")]
    [InlineData("now > 'today'", "no matching overload")]
    public void A_rule_that_cannot_hold_is_refused_when_the_segment_is_accepted(string when, string why) =>
        Assert.Contains(why, CompiledPolicy.Compile(Segment(Rule(when, Verdict.Deny))).Issues[0].Message, StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_is_not_valid_denies_although_someone_uses_it() =>
        Assert.Equal(Verdict.Deny, Decide(Segment(Rule("nonsense", Verdict.Allow))).Verdict);

    [Fact]
    public void Roles_that_the_segment_does_not_have_are_an_issue() =>
        Assert.Contains("securty", CompiledPolicy.Compile(Segment(Rule("true", Verdict.RequireApproval, roles: "securty")) with { ApprovalRoles = TwoRoles }).Issues[0].Message, StringComparison.Ordinal);

    [Fact]
    public void Enforcement_softens_a_segments_rules_and_no_others()
    {
        var audited = Decide(Segment(Rule("true", Verdict.Deny, "d", EnforcementMode.Audit)));
        Assert.Equal(Verdict.Allow, audited.Verdict);
        Assert.Equal(Verdict.Deny, audited.Rules.Single(outcome => outcome.Rule.Name == "d").Verdict);
        var warned = Decide(Segment(Rule("true", Verdict.Deny, "d", EnforcementMode.Warn)));
        Assert.Equal(Verdict.Warn, warned.Verdict);
        Assert.Contains("segment/d", Assert.Single(warned.Warnings), StringComparison.Ordinal);
        var packed = Decide(Segment(Rule("true", Verdict.Allow)) with { Frameworks = ["SOX"], ApprovalRoles = TwoRoles }, json => json["request"]!["justification"] = "");
        Assert.Contains("sox/1/justified (SOX 404", packed.Message, StringComparison.Ordinal);
        Assert.Equal(Verdict.Deny, packed.Verdict);
    }

    [Fact]
    public void A_segment_tightens_what_its_framework_demands_and_cannot_loosen_it()
    {
        static void Insecure(JsonObject inputs) => inputs["package"]!["findings"] = JsonNode.Parse("""
            [{"id": "remote-site-insecure", "severity": "Low", "component": "RemoteSiteSetting:R", "file": "r", "message": "m", "excepted": true}]
            """);
        var pci = Segment() with { Frameworks = ["PCI-DSS"], ApprovalRoles = TwoRoles };
        Assert.Contains("pci-dss/2/strong-transmission (4.2.1)", Decide(pci, Insecure).Message, StringComparison.Ordinal);
        var loosened = pci with
        {
            Posture = PostureLevel.Minimal,
            Rules = [Rule("true", Verdict.Allow, "strong-transmission", EnforcementMode.Audit), Rule("true", Verdict.Allow, "all")],
            Risk = new RiskSettings { AutoApproveBelow = 100, Weights = new Dictionary<string, int> { ["findings"] = 0 } },
        };
        Assert.Equal((Verdict.Deny, "RuleDenied"), (Decide(loosened, Insecure).Verdict, Decide(loosened, Insecure).Reason));
        var tightened = pci with { Rules = [Rule("request.operation == 'Deploy'", Verdict.Deny, "not today")] };
        Assert.Contains("segment/not today", Decide(tightened).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strict_segment_denies_what_none_of_its_permitting_rules_lets_through()
    {
        var policy = Segment(Rule("request.operation == 'Validate'", Verdict.Allow, "only-validation")) with { Posture = PostureLevel.Strict, ApprovalRoles = TwoRoles };
        var decision = Decide(policy);
        Assert.Equal((Verdict.Deny, "NoRuleMatched"), (decision.Verdict, decision.Reason));
        Assert.Equal(Verdict.RequireApproval, Decide(policy, json => json["request"]!["operation"] = "Validate").Verdict);
        Assert.Equal(Verdict.RequireApproval, Decide(policy with { Rules = [] }).Verdict);
        Assert.Equal(Verdict.Allow, Decide(policy with { Posture = PostureLevel.Standard, ApprovalRoles = [] }).Verdict);
    }

    [Fact]
    public void Approval_roles_come_from_rules_thresholds_posture_and_SOX()
    {
        var policy = new SegmentPolicy { Segment = "s", ApprovalRoles = ["manager", "security", "legal"] };
        Assert.Equal(policy.ApprovalRoles.Order(), Decide(policy).RequiredRoles);
        Assert.Equal(["legal"], Decide(policy with { Rules = [Rule("true", Verdict.RequireApproval, roles: "legal")] }).RequiredRoles);
        Assert.Empty(Decide(policy with { Rules = [Rule("false", Verdict.RequireApproval, roles: "legal")] }).RequiredRoles);
        var thresholds = policy with { Risk = new RiskSettings { Thresholds = [new RiskThreshold(0, ["manager"]), new RiskThreshold(5, ["security"]), new RiskThreshold(99, ["legal"])] } };
        Assert.Equal(TwoRoles, Decide(thresholds).RequiredRoles);
        Assert.Equal(3, Decide(policy with { Posture = PostureLevel.Strict, Frameworks = ["SOX"], Rules = [Rule("true", Verdict.RequireApproval, roles: "legal")] }).RequiredRoles.Count);
        Assert.Equal("RuleDenied", Decide(policy with { Posture = PostureLevel.Strict, Frameworks = ["SOX"] }, json => json["segment"]!["approvalRoles"] = new JsonArray("one")).Reason);
    }

    [Fact]
    public void Low_risk_approves_itself_in_a_minimal_segment_and_nowhere_else()
    {
        var policy = new SegmentPolicy { Segment = "s", Posture = PostureLevel.Minimal, ApprovalRoles = TwoRoles, Risk = new RiskSettings { AutoApproveBelow = 50 } };
        Assert.Equal("AutoApproved", Decide(policy).Reason);
        Assert.Equal(Verdict.RequireApproval, Decide(policy with { Posture = PostureLevel.Standard }).Verdict);
        Assert.Equal(Verdict.RequireApproval, Decide(policy with { Risk = new RiskSettings { AutoApproveBelow = 3 } }).Verdict);
    }

    [Fact]
    public void Too_much_risk_is_denied_and_shows_its_shares()
    {
        var decision = Decide(Segment() with { Risk = new RiskSettings { DenyAt = 5 } });
        Assert.Equal("RiskTooHigh", decision.Reason);
        Assert.Contains("environment 10 (Production)", decision.Message, StringComparison.Ordinal);
        Assert.Equal(decision.Risk.Score, decision.Risk.Shares.Sum(share => share.Points));
        Assert.Equal(8, decision.Risk.Shares.Count);
    }

    [Fact]
    public void A_record_is_enough_to_decide_again_and_shows_when_it_was_changed()
    {
        var policy = CompiledPolicy.Compile(Segment(Rule("package.files > 1", Verdict.Warn)));
        var inputs = Given();
        var decision = DecisionMaker.Decide(policy, inputs);
        var record = JsonNode.Parse(DecisionRecord.Write(decision, inputs).ToJsonString())!.AsObject();
        var (verdict, again) = DecisionRecord.Read(record);
        Assert.Equal(decision.Verdict.ToString(), verdict);
        Assert.Equal(DecisionRecord.Write(decision).ToJsonString(), DecisionRecord.Write(DecisionMaker.Decide(policy, again)).ToJsonString());
        record["inputs"]!["request"]!["operation"] = "Validate";
        Assert.Contains("changed after the decision", Assert.Throws<FormatException>(() => DecisionRecord.Read(record)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_approver_agreed_to_stays_while_only_time_goes_by()
    {
        var policy = Segment(Rule("true", Verdict.RequireApproval)) with { ApprovalRoles = TwoRoles };
        var facts = Decide(policy).ReviewFacts;
        Assert.Equal(facts, Decide(policy, json => (json["now"], json["window"]) = ("2026-03-07T03:00:00Z", JsonNode.Parse("""{"open": true, "frozen": false}"""))).ReviewFacts);
        Assert.NotEqual(facts, Decide(policy, json => json["package"]!["deleted"] = 2).ReviewFacts);
        Assert.NotEqual(facts, Decide(policy with { Rules = [Rule("request.name != ''", Verdict.RequireApproval)] }).ReviewFacts);
    }

    [Fact]
    public void Unknown_fields_of_inputs_are_named()
    {
        var inputs = Given(json => (json["request"]!["oparation"], json["pakage"]) = ("x", 1));
        Assert.Contains(inputs.Problems, problem => problem.ToString() == "request.oparation: there is no such field; did you mean operation?");
        Assert.Contains(inputs.Problems, problem => problem.Path == "pakage");
    }
}
