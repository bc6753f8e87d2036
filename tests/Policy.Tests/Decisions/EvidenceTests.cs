using System.Text.Json.Nodes;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Rules;
using static SegmentOperator.Policy.Tests.Decisions.Sample;

namespace SegmentOperator.Policy.Tests.Decisions;

/// <summary>Rules over who signed and what was attested.</summary>
public sealed class EvidenceTests
{
    private const string Vuln = "https://cosign.sigstore.dev/attestation/vuln/v1";

    private static readonly string Attestations = """
        [{"name": "sca", "state": "Satisfied", "predicateType": "VULN", "authority": "ci", "identity": "https://ci.example/release", "signedAt": "2026-03-03T09:00:00Z",
          "predicate": {"scanner": {"uri": "https://scanner.example", "result": {"vulnerabilities": [{"id": "CVE-1", "severity": "HIGH", "score": 7.5}]}}, "metadata": {"scanFinishedOn": "2026-03-03T08:59:00Z"}}},
         {"name": "unit-tests", "state": "Satisfied", "predicateType": "https://in-toto.io/attestation/test-result/v0.1", "authority": "ci", "signedAt": "2026-03-01T09:00:00Z",
          "predicate": {"result": "PASSED", "failedTests": []}}]
        """.Replace("VULN", Vuln, StringComparison.Ordinal);

    private static void Attested(JsonObject inputs)
    {
        inputs["attestations"] = JsonNode.Parse(Attestations);
        inputs["artifact"]!["signers"] = JsonNode.Parse("""[{"authority": "ci", "issuer": "https://token.example", "extensions": {"sourceRepositoryURI": "https://git.example/a", "runnerEnvironment": "self-hosted"}}, {"authority": "release"}]""");
    }

    [Theory]
    [InlineData($"attestations.exists(a, a.predicateType == '{Vuln}' && a.predicate.scanner.result.vulnerabilities.exists(v, v.severity == 'HIGH'))", true)]
    [InlineData($"attestations.exists(a, a.predicateType == '{Vuln}' && a.predicate.scanner.result.vulnerabilities.exists(v, v.severity == 'CRITICAL'))", false)]
    [InlineData($"attestations.filter(a, a.predicateType == '{Vuln}').all(a, a.predicate.scanner.result.vulnerabilities.all(v, v.score < 7.0))", false)]
    [InlineData("attestations.exists(a, a.name == 'unit-tests' && a.predicate.result == 'PASSED' && size(a.predicate.failedTests) == 0)", true)]
    [InlineData("attestations.exists(a, now - a.signedAt > duration('24h'))", true)]
    [InlineData("attestations.exists(a, a.name == 'sca' && timestamp(a.predicate.metadata.scanFinishedOn) < now - duration('4h'))", false)]
    [InlineData("artifact.signers.exists(s, s.extensions.sourceRepositoryURI == 'https://git.example/a')", true)]
    [InlineData("artifact.signers.exists(s, s.?extensions.?runnerEnvironment.orValue('') == 'self-hosted')", true)]
    [InlineData("artifact.signers.exists_one(s, has(s.extensions))", true)]
    [InlineData("attestations.exists(a, a.name == 'dast')", false)]
    public void A_rule_reads_the_predicates_and_the_certificates(string when, bool applies)
    {
        var policy = CompiledPolicy.Compile(Segment(Rule(when, Verdict.Deny, "evidence")));
        Assert.Empty(policy.Issues);
        var rule = DecisionMaker.Decide(policy, Given(Attested)).Rules.Single(outcome => outcome.Rule.Name == "evidence");
        Assert.Null(rule.Error);
        Assert.Equal(applies, rule.Applied);
    }

    [Theory]
    [InlineData("attestations.all(a, a.predicate.scanner.uri != '')", "no such key: scanner")]
    [InlineData("artifact.signers.all(s, s.extensions.sourceRepositoryURI != '')", "no such key: extensions")]
    public void What_an_attestation_does_not_say_denies_where_a_rule_does_not_ask_for_it(string when, string why)
    {
        var decision = Decide(Segment(Rule(when, Verdict.Warn, "evidence")), Attested);
        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Contains(why, decision.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attestation_that_is_not_satisfied_denies_whatever_the_segment_says()
    {
        foreach (var state in new[] { "Missing", "Stale", "WronglySigned", "Violated", "Unchecked" })
        {
            var decision = Decide(Segment(), inputs => inputs["attestations"] = new JsonArray(new JsonObject { ["name"] = "sca", ["state"] = state }));
            Assert.Equal(Verdict.Deny, decision.Verdict);
            Assert.Contains("operator/2/attested", decision.Message, StringComparison.Ordinal);
        }
    }
}
