using System.Text.Json.Nodes;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Tests.Decisions;

/// <summary>Inputs of an ordinary request, and short forms for policies.</summary>
internal static class Sample
{
    public static JsonObject Json() => JsonNode.Parse("""
        {
          "request": {"name": "r", "namespace": "team", "operation": "Deploy", "artifact": "r.example/a:1", "justification": "because", "ticket": "CHG-1", "breakGlass": false,
                      "source": {"repository": "https://git.example/a", "revision": "abc"}, "createdAt": "2026-03-03T10:00:00Z"},
          "requester": {"username": "alice", "groups": ["dev"]},
          "segment": {"name": "finance", "environment": "Production", "posture": "Standard", "frameworks": [], "residency": [], "approvalRoles": ["manager", "security"], "generation": 3},
          "target": {"type": "Salesforce", "key": "salesforce/x", "namespaces": []},
          "artifact": {"reference": "r.example/a:1", "repository": "r.example/a", "digest": "sha256:00", "signers": [{"authority": "release"}]},
          "provenance": {"repository": "https://git.example/a", "revision": "abc", "builder": "b"},
          "package": {"form": "SalesforceMetadata", "apiVersion": "62.0", "files": 2, "bytes": 100, "digest": "sha256:11", "hasBaseline": false, "added": 0, "changed": 0, "deleted": 0, "unchanged": 0,
                      "byType": {"ApexClass": 1}, "components": [{"type": "ApexClass", "name": "A", "change": "Unknown", "file": "classes/A.cls", "inScope": true, "known": true}],
                      "findings": [], "outOfScope": [], "unmapped": [], "disagreements": [], "sensitivity": "Confidential"},
          "window": {"open": true, "name": "evening", "frozen": false},
          "history": {"deployments": 10, "failures": 0, "openBreakGlass": 0, "last": []},
          "now": "2026-03-03T12:00:00Z"
        }
        """)!.AsObject();

    public static DecisionInputs Given(Action<JsonObject>? change = null)
    {
        var json = Json();
        change?.Invoke(json);
        return DecisionInputs.From(json);
    }

    public static SegmentPolicy Segment(params RuleDefinition[] rules) => new() { Segment = "finance", Rules = rules };

    public static RuleDefinition Rule(string when, Verdict then, string? name = null, EnforcementMode mode = EnforcementMode.Enforce, params string[] roles) =>
        new(name ?? $"{then}-{when.GetHashCode(StringComparison.Ordinal):x}".ToLowerInvariant(), RuleDefinition.SegmentSource, when, then, roles, null, mode, null);

    public static Decision Decide(SegmentPolicy policy, Action<JsonObject>? change = null) => DecisionMaker.Decide(CompiledPolicy.Compile(policy), Given(change));
}
