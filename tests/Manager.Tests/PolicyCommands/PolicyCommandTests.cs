using System.CommandLine;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inputs;

namespace SegmentOperator.Manager.Tests.PolicyCommands;

public sealed class PolicyCommandTests : IDisposable
{
    private const string Segment = """
        apiVersion: segment-operator.dev/v1alpha1
        kind: Segment
        metadata: {name: finance}
        spec:
          environment: Production
          posture: Standard
          data: [{type: ApexClass, names: ["Invoice*"]}]
          approvals: {roles: [{name: manager, subjects: [{kind: Group, name: managers}]}]}
          rules:
          - {name: no-profile, when: "package.components.exists(c, c.type == 'Profile')", then: Deny, message: No profiles.}
          - {name: many, when: package.components.size() > 1, then: RequireApproval, roles: [manager]}
          windows: {allow: [{name: evening, schedule: "0 20 * * *", duration: 4h}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("policy").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Tests_show_a_table_and_fail_where_a_decision_is_not_the_wanted_one()
    {
        Write("segment.yaml", Segment);
        const string Good = """
            segment: segment.yaml
            tests:
            - {name: passes, given: {now: "2026-03-03T21:00:00Z", package: {components: [{type: ApexClass, name: Invoice}]}}, want: {verdict: Allow, rules: [], riskAtMost: 40}}
            - {name: no profile, given: {now: "2026-03-03T21:00:00Z", package: {components: [{type: Profile, name: Admin}]}}, want: {verdict: Deny, rules: [segment/no-profile]}}
            - {name: asks, given: {now: "2026-03-03T21:00:00Z", package: {components: [{type: ApexClass, name: A}, {type: ApexClass, name: B}]}}, want: {verdict: RequireApproval, roles: [manager]}}

            """;
        var (exit, output, _) = await RunAsync("policy", "test", Write("good.yaml", Good));
        Assert.Equal(0, exit);
        Assert.Contains("3 passed, 0 failed", output, StringComparison.Ordinal);
        (exit, output, _) = await RunAsync("policy", "test", "-o", "json", Write("bad.yaml", Good.Replace("{verdict: Allow, rules", "{verdict: Deny, rules", StringComparison.Ordinal)));
        Assert.Equal(1, exit);
        Assert.Contains("verdict is Allow, wanted Deny", output, StringComparison.Ordinal);
        Assert.Equal(output, (await RunAsync("policy", "test", "-o", "json", Path.Combine(_folder, "bad.yaml"))).Output);
    }

    [Theory]
    [InlineData("given: {now: \"2026-03-03T21:00:00Z\", requst: {}}, want: {verdict: Allow}", "requst: there is no such input; did you mean request?")]
    [InlineData("given: {}, want: {verdict: Allow}", "given.now must be a time")]
    [InlineData("given: {now: \"2026-03-03T21:00:00Z\"}, want: {verdct: Allow}", "a test can want verdict")]
    [InlineData("given: {now: \"2026-03-03T21:00:00Z\", packge: {}}, want: {verdict: Allow}", "did you mean package?")]
    [InlineData("given: {now: \"2026-03-03T21:00:00Z\"}, want: {verdict: Denied}", "want.verdict is one of Allow, Warn, RequireApproval, Deny")]
    [InlineData("given: {now: \"2026-03-03T21:00:00Z\"}, want: {rules: segment/no-profile}", "want.rules is a list")]
    [InlineData("given: {now: \"2026-03-03T21:00:00Z\"}, want: {riskAtMost: low}", "want.riskAtMost is a whole number")]
    [InlineData("given: {now: 5}, want: {verdict: Allow}", "given.now must be a time")]
    public async Task What_cannot_be_used_says_why_and_exits_with_2(string test, string why)
    {
        Write("segment.yaml", Segment);
        var (exit, _, error) = await RunAsync("policy", "test", Write("test.yaml", $"segment: segment.yaml\ntests: [{{name: x, {test}}}]\n"));
        Assert.Equal(2, exit);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rules:", "ruls:", "spec has no field 'ruls'.")]
    [InlineData("then: Deny", "than: Deny", "spec.rules[0] has no field 'than'.")]
    [InlineData("then: Deny", "then: Denied", "spec.rules[0].then: 'Denied' is not what this field takes; kubectl explain segment.spec.rules.then tells what is.")]
    [InlineData("posture: Standard", "posture: {}", "spec.posture: what stands there is not what this field takes")]
    [InlineData("package.components.size() > 1", "package.components.sice() > 1", "many:1:24: undeclared reference to 'sice'")]
    [InlineData("\"0 20 * * *\"", "\"0 25 * * *\"", "'25' is not a number from 0 to 23")]
    [InlineData("environment: Production", "environment: [Production", "is not YAML")]
    public async Task A_slip_in_a_segment_is_shown_with_its_place(string written, string slip, string why)
    {
        Write("segment.yaml", Segment.Replace(written, slip, StringComparison.Ordinal));
        var (exit, _, error) = await RunAsync("policy", "test", Write("test.yaml", "segment: segment.yaml\ntests: [{name: x, given: {now: \"2026-03-03T21:00:00Z\"}, want: {verdict: Allow}}]\n"));
        Assert.Equal(2, exit);
        Assert.Contains("segment.yaml", error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attestations_may_be_given_by_name_and_reach_the_rules()
    {
        Write("segment.yaml", Segment.Replace("when: package.components.size() > 1", "when: \"attestations.exists(a, a.name == 'sca' && a.predicate.critical > 0)\"", StringComparison.Ordinal));
        var (exit, output, error) = await RunAsync("policy", "test", Write("test.yaml", """
            segment: segment.yaml
            tests:
            - {name: critical, given: {now: "2026-03-03T21:00:00Z", attestations: {sca: {predicate: {critical: 1}}}}, want: {verdict: RequireApproval, rules: [segment/many]}}
            - {name: none, given: {now: "2026-03-03T21:00:00Z", attestations: [{name: sca, predicate: {critical: 0}}]}, want: {verdict: Allow, rules: []}}
            - {name: stale, given: {now: "2026-03-03T21:00:00Z", attestations: {sca: {state: Stale, predicate: {critical: 0}}}}, want: {verdict: Deny, rules: [operator/2/attested]}}

            """));
        Assert.True(exit == 0, output + error);
    }

    [Fact]
    public async Task Replay_shows_which_past_decisions_would_be_another()
    {
        var segment = Write("segment.yaml", Segment);
        var decisions = Directory.CreateDirectory(Path.Combine(_folder, "decisions")).FullName;
        foreach (var type in new[] { "ApexClass", "Flow" })
        {
            var json = InputDefaults.Create();
            json["request"]!["name"] = type;
            json["now"] = "2026-03-03T21:00:00Z";
            json["package"]!["components"] = System.Text.Json.Nodes.JsonNode.Parse($$"""[{"type": "{{type}}", "name": "InvoiceA", "change": "Unknown", "file": "x", "inScope": true, "known": true}]""");
            json["segment"] = System.Text.Json.Nodes.JsonNode.Parse("""{"name": "finance", "environment": "Production", "posture": "Standard", "frameworks": [], "residency": [], "approvalRoles": [], "generation": 1}""");
            json["window"] = System.Text.Json.Nodes.JsonNode.Parse("""{"open": true, "frozen": false}""");
            var inputs = DecisionInputs.From(json);
            Assert.Empty(inputs.Problems);
            var decision = DecisionMaker.Decide(CompiledPolicy.Compile(new SegmentPolicy { Segment = "finance" }), inputs);
            File.WriteAllText(Path.Combine(decisions, type + ".json"), DecisionRecord.Write(decision, inputs).ToJsonString());
        }

        var (exit, output, _) = await RunAsync("policy", "replay", "--segment", segment, "--decisions", decisions);
        Assert.Equal(1, exit);
        Assert.Contains("1 of 2 decisions would be another", output, StringComparison.Ordinal);
        Assert.Contains("team/Flow", output, StringComparison.Ordinal);
        Assert.DoesNotContain("team/ApexClass", output, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(decisions, "Flow.json"), File.ReadAllText(Path.Combine(decisions, "Flow.json")).Replace("InvoiceA", "InvoiceB", StringComparison.Ordinal));
        (exit, _, var error) = await RunAsync("policy", "replay", "--segment", segment, "--decisions", decisions);
        Assert.Equal(2, exit);
        Assert.Contains("changed after the decision", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_judges_scope_and_exceptions_by_the_changed_segment_and_leaves_others_out()
    {
        var decisions = Directory.CreateDirectory(Path.Combine(_folder, "decisions")).FullName;
        // What begins like another name is another one.
        Keep(decisions, "own", "finance", """[{"type": "ApexClass", "name": "Outer", "change": "Unknown", "file": "x", "inScope": true, "known": true}]""", """["ApexClass:OuterMost (of the segment health)"]""");
        Keep(decisions, "other", "health", "[]", "[]");
        async Task<string> ReplayAsync(string exceptions) => (await RunAsync("policy", "replay", "-o", "json", "--segment", Write("segment.yaml", Segment + exceptions), "--decisions", decisions)).Output;

        Assert.Contains("operator/2/in-scope", await ReplayAsync(""), StringComparison.Ordinal);
        Assert.DoesNotContain("health", await ReplayAsync(""), StringComparison.Ordinal);
        const string Exception = "\n  exceptions: [{name: e1, type: Component, subject: \"ApexClass:Outer\", justification: x, until: UNTIL}, {name: e2, type: Component, subject: \"ApexClass:OuterMost\", justification: x}]";
        Assert.DoesNotContain("operator/2/in-scope", await ReplayAsync(Exception.Replace("UNTIL", "2026-03-04T00:00:00Z", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("operator/2/in-scope", await ReplayAsync(Exception.Replace("UNTIL", "2026-03-03T00:00:00Z", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_decisions_of_the_segment_proves_nothing()
    {
        var segment = Write("segment.yaml", Segment);
        var decisions = Directory.CreateDirectory(Path.Combine(_folder, "decisions")).FullName;
        var (exit, _, error) = await RunAsync("policy", "replay", "--segment", segment, "--decisions", decisions);
        Assert.Equal(2, exit);
        Assert.Contains("holds no decision on the segment finance", error, StringComparison.Ordinal);
        Keep(decisions, "other", "health", "[]", "[]");
        (exit, _, error) = await RunAsync("policy", "replay", "--segment", segment, "--decisions", decisions);
        Assert.Equal(2, exit);
        Assert.Contains("and 1 on others", error, StringComparison.Ordinal);
        Write(Path.Combine("decisions", "broken.json"), "{");
        (exit, _, error) = await RunAsync("policy", "replay", "--segment", segment, "--decisions", decisions);
        Assert.Equal(2, exit);
        Assert.Contains("broken.json: it is not JSON", error, StringComparison.Ordinal);
    }

    private static void Keep(string folder, string name, string segment, string components, string outOfScope)
    {
        var json = InputDefaults.Create();
        json["request"]!["name"] = name;
        json["now"] = "2026-03-03T21:00:00Z";
        json["package"]!["components"] = System.Text.Json.Nodes.JsonNode.Parse(components);
        json["package"]!["outOfScope"] = System.Text.Json.Nodes.JsonNode.Parse(outOfScope);
        json["segment"] = System.Text.Json.Nodes.JsonNode.Parse($$"""{"name": "{{segment}}", "environment": "Production", "posture": "Standard", "frameworks": [], "residency": [], "approvalRoles": [], "generation": 1}""");
        json["window"] = System.Text.Json.Nodes.JsonNode.Parse("""{"open": true, "frozen": false}""");
        var inputs = DecisionInputs.From(json);
        var decision = DecisionMaker.Decide(CompiledPolicy.Compile(new SegmentPolicy { Segment = segment }), inputs);
        File.WriteAllText(Path.Combine(folder, name + ".json"), DecisionRecord.Write(decision, inputs).ToJsonString());
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await CommandLine.InvokeAsync(arguments, new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
