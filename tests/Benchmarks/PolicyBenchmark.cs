using System.Text.Json.Nodes;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Benchmarks;

/// <summary>What judging costs: compiling and evaluating rules, deciding waiting requests again, inspecting large packages.</summary>
internal static class PolicyBenchmark
{
    private const int Waiting = 1000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private static readonly string[] Conditions =
    [
        "package.components.exists(c, c.type == 'Profile')",
        "package.deleted > 5",
        "request.operation == 'Deploy' && segment.environment == 'Production' && !has(request.ticket)",
        "package.findings.exists(f, f.severity == 'High')",
        "requester.groups.exists(g, g == 'contractors')",
        "!window.open",
        "now.getDayOfWeek() == 5 && now.getHours() > 15",
        "has(provenance.repository) && !provenance.repository.startsWith('https://git.example/')",
        "history.failures > 3",
        "package.byType.exists(t, t == 'ConnectedApp')",
    ];

    public static async Task RunAsync()
    {
        var policy = Policy();
        Measure("compile_segment", 300, () => CompiledPolicy.Compile(policy));
        var bare = policy with { Rules = [policy.Rules[0]] };
        Measure("compile_one_rule_and_the_operators", 300, () => CompiledPolicy.Compile(bare));
        var compiled = CompiledPolicy.Compile(policy);
        var inputs = Inputs(20);
        var risk = DecisionMaker.Decide(compiled, inputs).Risk;
        // The operator's own rules hold in every segment: what ten rules cost is what is more than those alone.
        var operators = CompiledPolicy.Compile(policy with { Rules = [] });
        Measure("evaluate_10_rules_and_the_operators", 100_000, () => DecisionMaker.Evaluate(compiled, inputs, risk));
        Measure("evaluate_the_operators_rules_alone", 100_000, () => DecisionMaker.Evaluate(operators, inputs, risk));
        Measure("decide_with_risk", 20_000, () => DecisionMaker.Decide(compiled, inputs));

        var started = TimeProvider.System.GetTimestamp();
        var changed = CompiledPolicy.Compile(policy with { Rules = [.. policy.Rules.Skip(1)] });
        for (var i = 0; i < Waiting; i++)
            DecisionMaker.Decide(changed, Inputs(20));
        Console.WriteLine($"decide_again_{Waiting}_requests_ms={TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0}");
        await InspectionBenchmark.RunAsync();
    }

    private static SegmentPolicy Policy() => new()
    {
        Segment = "finance",
        Rules = [.. Conditions.Select((when, index) => new RuleDefinition($"rule-{index}", RuleDefinition.SegmentSource, when, Verdict.Warn, [], null, EnforcementMode.Enforce, null))],
    };

    private static DecisionInputs Inputs(int components)
    {
        var inputs = InputDefaults.Create();
        inputs["now"] = "2026-03-03T12:00:00Z";
        inputs["window"] = new JsonObject { ["open"] = true, ["frozen"] = false };
        inputs["segment"] = new JsonObject { ["name"] = "finance", ["environment"] = "Production", ["posture"] = "Standard", ["frameworks"] = new JsonArray(), ["residency"] = new JsonArray(), ["approvalRoles"] = new JsonArray(), ["generation"] = 1 };
        inputs["package"]!["components"] = new JsonArray([.. Enumerable.Range(0, components).Select(i => (JsonNode?)new JsonObject { ["type"] = "ApexClass", ["name"] = $"Class{i}" })]);
        InputDefaults.Complete(inputs["package"]!.AsObject());
        return DecisionInputs.From(inputs);
    }

    private static void Measure(string name, int count, Action action)
    {
        // Until the runtime has made its best of it: the operator runs for weeks.
        var warm = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Math.Max(200, count / 10) || TimeProvider.System.GetElapsedTime(warm) < WarmUp; i++)
            action();
        // The processor's time beside the clock's: on a busy machine only the former says something.
        var (bytes, started, processor) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < count; i++)
            action();
        var (elapsed, spent) = (TimeProvider.System.GetElapsedTime(started), Environment.CpuUsage.TotalTime - processor);
        Console.WriteLine($"{name}_us={elapsed.TotalMicroseconds / count:0.0} processor_us={spent.TotalMicroseconds / count:0.0} bytes={(GC.GetAllocatedBytesForCurrentThread() - bytes) / count}");
    }
}
